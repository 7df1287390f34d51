[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Groups=root
#= +SupplementaryGroups=root
