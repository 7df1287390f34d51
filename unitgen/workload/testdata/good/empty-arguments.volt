[Volt]
Exec=/bin/a "" b
#= [Volt]
#= Exec=/bin/a "" b
#= Policy=auto
#= argv: "/bin/a" "" "b"
