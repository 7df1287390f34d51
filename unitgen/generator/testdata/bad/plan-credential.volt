[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
LoadCredential=volt.plan:/etc/evil
#= /etc/volt/plan-credential.volt:6:1: cannot set LoadCredential= in [Service]: the credential volt.plan is the workload's plan; take another name
