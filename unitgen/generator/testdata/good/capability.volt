[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Capability=CAP_NET_BIND_SERVICE
#= -PrivateUsers=yes
#= -SystemCallFilter=~@clock @cpu-emulation @debug @module @mount @obsolete @privileged @raw-io @reboot @resources @swap
#= -SystemCallErrorNumber=EPERM
#= -CapabilityBoundingSet=
#= +PrivateUsers=no
#= +CapabilityBoundingSet=CAP_NET_BIND_SERVICE
#= +AmbientCapabilities=CAP_NET_BIND_SERVICE
