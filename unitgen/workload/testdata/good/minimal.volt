[Volt]
Exec=/usr/bin/true
#= [Volt]
#= Exec=/usr/bin/true
#= Policy=auto
#= argv: "/usr/bin/true"
