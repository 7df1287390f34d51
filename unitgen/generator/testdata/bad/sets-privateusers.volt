[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivateUsers=no
#= /etc/volt/sets-privateusers.volt:6:1: cannot set PrivateUsers= in [Service]: Volt decides it; use User= in [Volt]
