[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ReadWritePaths=/etc
#= /etc/volt/sets-readwritepaths.volt:6:1: cannot set ReadWritePaths= in [Service]: Volt decides it; use FsWrite= in [Volt]
