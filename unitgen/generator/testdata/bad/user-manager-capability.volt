# target: 257 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Capability=CAP_NET_ADMIN
#= /etc/volt/user-manager-capability.volt:6:1: cannot grant CAP_NET_ADMIN: only root can grant capabilities
