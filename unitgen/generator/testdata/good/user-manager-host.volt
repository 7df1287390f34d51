# target: 257 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Network=host
NetConnect=443
#= -PrivateNetwork=yes
