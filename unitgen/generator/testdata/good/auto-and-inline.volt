[Volt]
Exec=/usr/bin/true
Policy=auto
FsWrite=/var/data
#= +RequiresMountsFor=/var/data
#= +TemporaryFileSystem="/var:ro,mode=0755,nosuid,nodev,noexec"
#= +BindReadOnlyPaths=/etc/passwd
#= +BindPaths=/var/data
#= +NoExecPaths=+/var/data
