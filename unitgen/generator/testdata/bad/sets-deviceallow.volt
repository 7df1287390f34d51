[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
DeviceAllow=/dev/sda
#= /etc/volt/sets-deviceallow.volt:6:1: cannot set DeviceAllow= in [Service]: Volt decides it; use FsRead= and FsWrite= in [Volt]
