[Unit]
SourcePath=/x
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
#= /etc/volt/source-path.volt:2:1: cannot set SourcePath= in [Unit]: it is the workload file
