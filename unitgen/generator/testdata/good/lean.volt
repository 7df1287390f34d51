[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Hardening=lean
#= -RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
#= -ProtectKernelModules=yes
#= -ProtectKernelLogs=yes
#= -ProtectClock=yes
#= -ProtectHostname=yes
#= -RestrictNamespaces=yes
#= -RestrictRealtime=yes
#= -RestrictSUIDSGID=yes
#= -LockPersonality=yes
#= -SystemCallArchitectures=native
#= -SystemCallFilter=~@clock @cpu-emulation @debug @module @mount @obsolete @privileged @raw-io @reboot @resources @swap
#= -SystemCallErrorNumber=EPERM
