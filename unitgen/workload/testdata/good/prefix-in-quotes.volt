[Volt]
Exec="-/opt/my app/run" now
#= [Volt]
#= Exec="-/opt/my app/run" now
#= Policy=auto
#= argv: "/opt/my app/run" "now"
