# target: 257 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Socket]
ListenStream=%t/web
#= +Requires=volt@user-manager-socket.socket
#= +Description=Sockets of Volt workload user-manager-socket
#= +[Socket]
#= +ListenStream=%t/web
