[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Capability=CAP_SYS_TIME
#= -PrivateUsers=yes
#= -ProtectClock=yes
#= -SystemCallFilter=~@clock @cpu-emulation @debug @module @mount @obsolete @privileged @raw-io @reboot @resources @swap
#= -SystemCallErrorNumber=EPERM
#= -CapabilityBoundingSet=
#= +PrivateUsers=no
#= +CapabilityBoundingSet=CAP_SYS_TIME
#= +AmbientCapabilities=CAP_SYS_TIME
