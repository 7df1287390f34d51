[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectKernelTunables=0
#= /etc/volt/weakens-protectkerneltunables.volt:6:1: cannot set ProtectKernelTunables= in [Service]: it would weaken the sandbox; write ProtectKernelTunables=yes, or remove the line
