[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
DynamicUser=no
#= /etc/volt/sets-dynamicuser.volt:6:1: cannot set DynamicUser= in [Service]: Volt decides it; use User= in [Volt]
