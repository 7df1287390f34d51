[Volt]
Exec=/bin/a b \

Tasks=3
#= [Volt]
#= Exec=/bin/a b
#= Policy=auto
#= Tasks=3
#= argv: "/bin/a" "b"
