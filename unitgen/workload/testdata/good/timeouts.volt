[Volt]
Exec=/bin/a
StartTimeout=0
StopTimeout=1h 2min 3.5s
#= [Volt]
#= Exec=/bin/a
#= StartTimeout=infinity
#= StopTimeout=3723500ms
#= Policy=auto
#= argv: "/bin/a"
