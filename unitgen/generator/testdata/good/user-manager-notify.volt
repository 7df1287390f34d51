# target: 257 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Ready=notify
#= -Type=exec
#= +Type=notify
