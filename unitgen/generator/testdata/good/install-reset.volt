[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Install]
WantedBy=a.target
WantedBy=
WantedBy=b.target
Also=x.service
#= +[Install]
#= +WantedBy=a.target
#= +WantedBy=
#= +WantedBy=b.target
#= +Also=x.service
