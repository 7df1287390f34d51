[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivatePIDs=no
#= /etc/volt/weakens-privatepids.volt:6:1: cannot set PrivatePIDs= in [Service]: it would weaken the sandbox; write PrivatePIDs=yes, or remove the line
