[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
RestrictAddressFamilies=AF_PACKET
#= /etc/volt/sets-restrictaddressfamilies.volt:6:1: cannot set RestrictAddressFamilies= in [Service]: Volt decides it; use Seccomp= in [Volt]
