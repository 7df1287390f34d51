[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
AmbientCapabilities=CAP_SYS_ADMIN
#= /etc/volt/sets-ambientcapabilities.volt:6:1: cannot set AmbientCapabilities= in [Service]: Volt decides it; use Capability= in [Volt]
