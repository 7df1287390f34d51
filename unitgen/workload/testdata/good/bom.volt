[Volt]
Exec=/bin/true
#= [Volt]
#= Exec=/bin/true
#= Policy=auto
#= argv: "/bin/true"
