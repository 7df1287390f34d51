[Volt]
Exec=env A=1
FsRead=/usr
FsExecute=/usr/bin
#= -ExecStart=/usr/local/libexec/volt/volt-jail %d/volt.plan /usr/bin/true
#= +ExecStart=/usr/local/libexec/volt/volt-jail %d/volt.plan /usr/bin/env A=1
