[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivateTmp=no
#= /etc/volt/sets-privatetmp.volt:6:1: cannot set PrivateTmp= in [Service]: Volt decides it; use FsWrite= in [Volt]
