[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectControlGroups=no
#= /etc/volt/weakens-protectcontrolgroups.volt:6:1: cannot set ProtectControlGroups= in [Service]: it would weaken the sandbox; write ProtectControlGroups=yes, or remove the line
