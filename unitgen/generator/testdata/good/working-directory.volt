[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
WorkingDirectory=/usr/share
#= +WorkingDirectory=/usr/share
