[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Volume=/srv/www
#= /etc/volt/volume.volt:5:1: cannot start the workload: this version of Volt does not do Volume= yet
