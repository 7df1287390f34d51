[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectKernelModules=off
#= /etc/volt/weakens-protectkernelmodules.volt:6:1: cannot set ProtectKernelModules= in [Service]: it would weaken the sandbox; write ProtectKernelModules=yes, or remove the line
