[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
WorkingDirectory=/
#= /etc/volt/sets-workingdirectory.volt:6:1: cannot set WorkingDirectory= in [Service]: Volt decides it; use WorkingDirectory= in [Volt]
