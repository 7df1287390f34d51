[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
MountImages=/x:/y
#= /etc/volt/sets-mountimages.volt:6:1: cannot set MountImages= in [Service]: Volt decides it; use FsRead= in [Volt]
