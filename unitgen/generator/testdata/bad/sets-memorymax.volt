[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
MemoryMax=1G
#= /etc/volt/sets-memorymax.volt:6:1: cannot set MemoryMax= in [Service]: Volt decides it; use Memory= in [Volt]
