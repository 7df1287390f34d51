[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
StateDirectory=a
StateDirectory=
StateDirectory=b
#= +StateDirectory=a
#= +StateDirectory=
#= +StateDirectory=b
