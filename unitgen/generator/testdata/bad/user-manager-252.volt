# target: 252 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
#= /etc/volt/user-manager-252.volt: cannot enforce the policy on this host
#=   processes outside: needs PrivatePIDs= (systemd 257); volt run makes namespaces of its own
#=   scope signal: needs PrivatePIDs= (systemd 257); volt run makes namespaces of its own
#=   Enforce=best-effort starts without
