[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
User=root
#= /etc/volt/sets-user.volt:6:1: cannot set User= in [Service]: Volt decides it; use User= in [Volt]
