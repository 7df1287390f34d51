[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
Restart=on-failure
[Socket]
ListenStream=80
BindIPv6Only=both
[Install]
WantedBy=sockets.target
#= +Requires=volt@socket.socket
#= +Restart=on-failure
#= +Description=Sockets of Volt workload socket
#= +[Socket]
#= +ListenStream=80
#= +BindIPv6Only=both
#= +[Install]
#= +WantedBy=sockets.target
