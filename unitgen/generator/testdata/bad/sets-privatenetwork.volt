[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivateNetwork=no
#= /etc/volt/sets-privatenetwork.volt:6:1: cannot set PrivateNetwork= in [Service]: Volt decides it; use Network= in [Volt]
