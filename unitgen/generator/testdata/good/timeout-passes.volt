[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
StopTimeout=10s
[Service]
TimeoutStopSec=20s
#= +TimeoutStopSec=10000000us
#= +TimeoutStopSec=20s
