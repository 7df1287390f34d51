[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Isolation=vm
#= /etc/volt/vm.volt:5:1: cannot start the workload: this version of Volt does not do Isolation= yet
