[Volt]
FsRead=/usr
FsExecute=/usr/bin
#= /etc/volt/no-exec.volt:1:1: cannot use the workload: it has no Exec; write [Volt] and Exec=/path/of/the/program below it
