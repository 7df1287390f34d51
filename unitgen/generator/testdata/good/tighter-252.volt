# target: 252
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectHostname=1
#= +ProtectHostname=1
