[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ExecPaths=/tmp
#= /etc/volt/sets-execpaths.volt:6:1: cannot set ExecPaths= in [Service]: Volt decides it; use FsExecute= in [Volt]
