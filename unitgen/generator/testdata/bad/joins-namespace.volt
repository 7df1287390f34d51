[Unit]
JoinsNamespaceOf=other.service
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
#= /etc/volt/joins-namespace.volt:2:1: cannot set JoinsNamespaceOf= in [Unit]: the workload would share network, IPC and /tmp with another unit
