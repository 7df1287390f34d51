[Volt]
Exec=/bin/a
Network=host
NetBind=80
#= [Volt]
#= Exec=/bin/a
#= NetBind=80
#= Network=host
#= argv: "/bin/a"
