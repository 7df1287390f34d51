[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Install]
WantedBy=multi-user
WantedBy=../x.target
Alias=x.socket
#= /etc/volt/install-word.volt:6:1: cannot install the unit: "multi-user" is not the name of a unit; write one such as multi-user.target
#= /etc/volt/install-word.volt:7:1: cannot install the unit: "../x.target" is not the name of a unit; write one such as multi-user.target
#= /etc/volt/install-word.volt:8:1: cannot install the unit: systemd takes x.socket for no alias of volt@install-word.service; write a template's name with the same instance, such as Alias=app@install-word.service
