[Volt]
Exec=/bin/echo äöü
FsRead="/srv/Bücher 2"
#= [Volt]
#= Exec=/bin/echo äöü
#= FsRead="/srv/Bücher 2"
#= argv: "/bin/echo" "äöü"
