[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/etc/ssl /etc/mime.types
#= +BindReadOnlyPaths=/etc/mime.types
#= +BindReadOnlyPaths=/etc/ssl
