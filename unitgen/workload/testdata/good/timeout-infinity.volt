[Volt]
Exec=/bin/a
StartTimeout=infinity
StopTimeout=1us
#= [Volt]
#= Exec=/bin/a
#= StartTimeout=infinity
#= StopTimeout=1us
#= Policy=auto
#= argv: "/bin/a"
