[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
NetworkNamespacePath=/run/netns/x
#= /etc/volt/sets-networknamespacepath.volt:6:1: cannot set NetworkNamespacePath= in [Service]: Volt decides it; use Network= in [Volt]
