[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ExecStartPre=+/usr/bin/true
ExecStartPre=/usr/bin/true
ExecStartPost=!/usr/bin/true
ExecReload=/usr/bin/true $MAINPID
ExecStop=-/usr/bin/true
ExecStopPost=/usr/bin/true
#= +ExecStartPre=+/usr/bin/true
#= +ExecStartPre=/usr/bin/true
#= +ExecStartPost=!/usr/bin/true
#= +ExecReload=/usr/bin/true $MAINPID
#= +ExecStop=-/usr/bin/true
#= +ExecStopPost=/usr/bin/true
