[Volt]
Exec=/bin/a
FsRead=/a "/b c"
FsRead=/d /a
NetBind=80
NetBind=80 udp/80
#= [Volt]
#= Exec=/bin/a
#= FsRead=/a "/b c" /d
#= NetBind=80 udp/80
#= argv: "/bin/a"
