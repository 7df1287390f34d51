[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
User=root
ProtectProc=default
[Socket]
Accept=yes
[Install]
WantedBy=x
#= /etc/volt/several.volt:6:1: cannot set User= in [Service]: Volt decides it; use User= in [Volt]
#= /etc/volt/several.volt:7:1: cannot set ProtectProc= in [Service]: it would weaken the sandbox; write ProtectProc=invisible, or remove the line
#= /etc/volt/several.volt:9:1: cannot set Accept= in [Socket]: a workload takes the listening socket; write Accept=no, or remove the line
#= /etc/volt/several.volt:9:1: cannot make the socket: [Socket] names nothing to listen on; write ListenStream= or another Listen line of systemd.socket(5)
#= /etc/volt/several.volt:11:1: cannot install the unit: "x" is not the name of a unit; write one such as multi-user.target
