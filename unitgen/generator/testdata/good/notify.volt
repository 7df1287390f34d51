[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Ready=notify
StartTimeout=2min
#= -Type=exec
#= +Type=notify
#= +TimeoutStartSec=120000000us
