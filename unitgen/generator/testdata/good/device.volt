[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/dev/fuse
#= +BindPaths=/dev/fuse
#= +DeviceAllow=/dev/fuse rw
