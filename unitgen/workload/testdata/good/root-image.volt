[Volt]
Exec=/bin/a
Root=image:/srv/root.img
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= Root=image:/srv/root.img
#= argv: "/bin/a"
