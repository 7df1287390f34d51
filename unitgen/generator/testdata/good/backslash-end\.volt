[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
