[Volt]
Exec=/usr/bin/true
Policy=/nonexistent/policy.json
#= /etc/volt/no-policy.volt:3:8: cannot read the policy: stat /nonexistent/policy.json: no such file or directory
