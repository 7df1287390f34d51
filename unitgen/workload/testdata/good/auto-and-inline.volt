[Volt]
Exec=/bin/a
Policy=auto
FsWrite=/var/data
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= FsWrite=/var/data
#= argv: "/bin/a"
