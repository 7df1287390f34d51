# target: 252
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivatePIDs=yes
ProtectHostname=1
#= +ProtectHostname=1
