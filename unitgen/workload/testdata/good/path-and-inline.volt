[Volt]
Exec=/bin/a
Policy=/p.json
NetConnect=udp/53
#= [Volt]
#= Exec=/bin/a
#= Policy=/p.json
#= NetConnect=udp/53
#= argv: "/bin/a"
