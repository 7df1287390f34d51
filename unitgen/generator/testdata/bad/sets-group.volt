[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
Group=root
#= /etc/volt/sets-group.volt:6:1: cannot set Group= in [Service]: Volt decides it; use User= and Groups= in [Volt]
