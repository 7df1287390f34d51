[Volt]
Exec=/bin/a
FsRead=/usr
#= [Volt]
#= Exec=/bin/a
#= FsRead=/usr
#= argv: "/bin/a"
