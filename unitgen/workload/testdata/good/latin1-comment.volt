# café
[Volt]
Exec=/bin/a
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= argv: "/bin/a"
