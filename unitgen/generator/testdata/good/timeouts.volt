[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
StartTimeout=infinity
StopTimeout=1min 30s
#= +TimeoutStartSec=infinity
#= +TimeoutStopSec=90000000us
