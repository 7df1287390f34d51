[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Groups=volt-nobody-has-it
#= /etc/volt/no-group.volt:5:1: cannot give the workload group volt-nobody-has-it: there is no such group
