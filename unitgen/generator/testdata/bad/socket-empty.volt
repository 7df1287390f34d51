[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Socket]
SocketMode=0600
#= /etc/volt/socket-empty.volt:6:1: cannot make the socket: [Socket] names nothing to listen on; write ListenStream= or another Listen line of systemd.socket(5)
