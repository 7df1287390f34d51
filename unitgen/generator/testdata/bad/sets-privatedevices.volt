[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivateDevices=no
#= /etc/volt/sets-privatedevices.volt:6:1: cannot set PrivateDevices= in [Service]: Volt decides it; use FsRead= and FsWrite= in [Volt]
