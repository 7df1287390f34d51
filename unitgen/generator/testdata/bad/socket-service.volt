[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Socket]
ListenStream=80
Service=x.service
#= /etc/volt/socket-service.volt:7:1: cannot set Service= in [Socket]: the socket belongs to the workload
