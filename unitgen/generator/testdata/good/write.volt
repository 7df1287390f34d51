[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/var/data
#= +RequiresMountsFor=/var/data
#= +TemporaryFileSystem="/var:ro,mode=0755,nosuid,nodev,noexec"
#= +BindPaths=/var/data
#= +NoExecPaths=+/var/data
