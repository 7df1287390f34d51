[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
NetBind=80 443 udp/53
