# target: 252
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Network=host
NetBind=8080
Enforce=best-effort
#= -PrivateNetwork=yes
#= -IPAddressDeny=any
#= -IPAddressAllow=localhost
