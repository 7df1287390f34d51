[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
IPCNamespacePath=/x
#= /etc/volt/sets-ipcnamespacepath.volt:6:1: cannot set IPCNamespacePath= in [Service]: it would share queues and memory with others
