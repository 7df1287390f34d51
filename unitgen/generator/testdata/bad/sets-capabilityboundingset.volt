[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
CapabilityBoundingSet=CAP_SYS_ADMIN
#= /etc/volt/sets-capabilityboundingset.volt:6:1: cannot set CapabilityBoundingSet= in [Service]: Volt decides it; use Capability= in [Volt]
