[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
SystemCallArchitectures=x86
#= /etc/volt/weakens-systemcallarchitectures.volt:6:1: cannot set SystemCallArchitectures= in [Service]: it would weaken the sandbox; write SystemCallArchitectures=native, or remove the line
