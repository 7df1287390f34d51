[Volt]
Exec=/bin/echo a\\
Tasks=3
#= [Volt]
#= Exec=/bin/echo a\\
#= Policy=auto
#= Tasks=3
#= argv: "/bin/echo" "a\\"
