# target: 252
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Network=host
NetBind=8080
#= /etc/volt/network-host-252.volt: cannot enforce the policy on this host
#=   net_bind tcp: needs Landlock ABI 4 (Linux 6.7), or Network=none
#=   net_connect tcp: needs Landlock ABI 4 (Linux 6.7), or Network=none
#=   scope abstract_unix_socket: needs Landlock ABI 6 (Linux 6.12), or Network=none
#=   Enforce=best-effort starts without
