[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
Environment=A=1
#= /etc/volt/sets-environment.volt:6:1: cannot set Environment= in [Service]: Volt decides it; use Environment= in [Volt]
