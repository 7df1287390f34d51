[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectProc=default
#= /etc/volt/weakens-protectproc.volt:6:1: cannot set ProtectProc= in [Service]: it would weaken the sandbox; write ProtectProc=invisible, or remove the line
