[Volt]
Exec=nginx -g daemon
#= [Volt]
#= Exec=nginx -g daemon
#= Policy=auto
#= argv: "nginx" "-g" "daemon"
