[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivateIPC=false
#= /etc/volt/weakens-privateipc.volt:6:1: cannot set PrivateIPC= in [Service]: it would weaken the sandbox; write PrivateIPC=yes, or remove the line
