[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
BindPaths=/etc
#= /etc/volt/sets-bindpaths.volt:6:1: cannot set BindPaths= in [Service]: Volt decides it; use FsWrite= in [Volt]
