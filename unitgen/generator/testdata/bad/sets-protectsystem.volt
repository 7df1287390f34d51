[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectSystem=no
#= /etc/volt/sets-protectsystem.volt:6:1: cannot set ProtectSystem= in [Service]: Volt decides it; use FsWrite= in [Volt]
