[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
RootDirectory=/
#= /etc/volt/sets-rootdirectory.volt:6:1: cannot set RootDirectory= in [Service]: Volt decides it; use Root= in [Volt]
