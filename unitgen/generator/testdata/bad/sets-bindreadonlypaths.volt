[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
BindReadOnlyPaths=/etc
#= /etc/volt/sets-bindreadonlypaths.volt:6:1: cannot set BindReadOnlyPaths= in [Service]: Volt decides it; use FsRead= in [Volt]
