[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
Restart=on-failure
RestartSec=1s
WatchdogSec=30s
KillMode=mixed
#= +Restart=on-failure
#= +RestartSec=1s
#= +WatchdogSec=30s
#= +KillMode=mixed
