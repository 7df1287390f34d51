[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Install]
WantedBy=multi-user.target graphical.target
RequiredBy=a.service
Alias=app@install.service
#= +[Install]
#= +WantedBy=multi-user.target graphical.target
#= +RequiredBy=a.service
#= +Alias=app@install.service
