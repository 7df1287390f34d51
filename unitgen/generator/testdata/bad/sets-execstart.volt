[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ExecStart=/usr/bin/true
#= /etc/volt/sets-execstart.volt:6:1: cannot set ExecStart= in [Service]: Volt decides it; use Exec= in [Volt]
