[Volt]
Exec=/bin/echo %i %I %f
Environment="DISK=%f"
#= [Volt]
#= Exec=/bin/echo %i %I %f
#= Environment="DISK=/dev/my disk"
#= Policy=auto
#= argv: "/bin/echo" "dev-my\\x20disk" "dev/my disk" "/dev/my disk"
