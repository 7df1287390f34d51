[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectHostname=
#= /etc/volt/weakens-protecthostname.volt:6:1: cannot set ProtectHostname= in [Service]: it would weaken the sandbox; write ProtectHostname=yes, or remove the line
