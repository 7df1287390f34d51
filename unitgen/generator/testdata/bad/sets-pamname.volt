[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PAMName=login
#= /etc/volt/sets-pamname.volt:6:1: cannot set PAMName= in [Service]: a session is a control group of its own, outside the limits of the unit
