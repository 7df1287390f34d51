[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/etc/alternatives/site
#= +BindReadOnlyPaths=/usr/share/volt-site:/etc/alternatives/site
