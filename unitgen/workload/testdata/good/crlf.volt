[Volt]
Exec=/bin/true \
 x
Tasks=3
#= [Volt]
#= Exec=/bin/true   x
#= Policy=auto
#= Tasks=3
#= argv: "/bin/true" "x"
