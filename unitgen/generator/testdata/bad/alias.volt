[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Install]
Alias=web.service
#= /etc/volt/alias.volt:6:1: cannot install the unit: systemd takes web.service for no alias of volt@alias.service; write a template's name with the same instance, such as Alias=app@alias.service
