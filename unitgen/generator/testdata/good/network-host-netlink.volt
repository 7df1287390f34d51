[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Network=host
Seccomp=+AF_NETLINK
#= -PrivateNetwork=yes
#= -IPAddressDeny=any
#= -IPAddressAllow=localhost
#= -RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
#= +RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
