[Volt]
Exec=:-/bin/echo $HOME
#= [Volt]
#= Exec=:-/bin/echo $HOME
#= Policy=auto
#= argv: "/bin/echo" "$HOME"
