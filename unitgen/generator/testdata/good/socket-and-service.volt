[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Socket]
ListenStream=127.0.0.1:81
ListenDatagram=53
Accept=no
[Install]
WantedBy=sockets.target
WantedBy=multi-user.target
#= +Requires=volt@socket-and-service.socket
#= +[Install]
#= +WantedBy=multi-user.target
#= +Description=Sockets of Volt workload socket-and-service
#= +[Socket]
#= +ListenStream=127.0.0.1:81
#= +ListenDatagram=53
#= +Accept=no
#= +[Install]
#= +WantedBy=sockets.target
