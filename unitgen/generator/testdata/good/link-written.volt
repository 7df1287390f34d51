[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/opt/shared
#= +RequiresMountsFor=/var/data
#= +TemporaryFileSystem="/opt:ro,mode=0755,nosuid,nodev,noexec"
#= +TemporaryFileSystem="/var:ro,mode=0755,nosuid,nodev,noexec"
#= +BindPaths=/var/data
#= +BindPaths=/var/data:/opt/shared
#= +NoExecPaths=+/var/data +/opt/shared
