[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Socket]
ListenStream=80
Accept=yes
#= /etc/volt/socket-accept.volt:7:1: cannot set Accept= in [Socket]: a workload takes the listening socket; write Accept=no, or remove the line
