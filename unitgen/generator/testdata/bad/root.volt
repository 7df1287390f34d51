[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Root=folder:/srv/debian
#= /etc/volt/root.volt:5:1: cannot start the workload: this version of Volt does not do Root= yet
