[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
Type=simple
#= /etc/volt/sets-type.volt:6:1: cannot set Type= in [Service]: Volt decides it; use Ready= in [Volt]
