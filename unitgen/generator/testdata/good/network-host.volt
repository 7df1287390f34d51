[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Network=host
NetBind=8080
NetConnect=443
#= -PrivateNetwork=yes
#= -IPAddressDeny=any
#= -IPAddressAllow=localhost
