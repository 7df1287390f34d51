[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProcSubset=all
#= /etc/volt/weakens-procsubset.volt:6:1: cannot set ProcSubset= in [Service]: it would weaken the sandbox; write ProcSubset=pid, or remove the line
