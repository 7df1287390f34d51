# target: 257 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
StateDirectory=web
#= +StateDirectory=web
