[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
SupplementaryGroups=disk
#= /etc/volt/sets-supplementarygroups.volt:6:1: cannot set SupplementaryGroups= in [Service]: Volt decides it; use Groups= in [Volt]
