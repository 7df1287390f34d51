[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Network=private
#= /etc/volt/private-network.volt:5:1: cannot start the workload: this version of Volt does not do Network= yet
