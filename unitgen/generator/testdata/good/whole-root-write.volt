[Volt]
Exec=/usr/bin/true
FsRead=/
FsExecute=/usr/bin
FsWrite=/var/data
#= -RootDirectory=/usr/local/libexec/volt/root
#= -MountAPIVFS=yes
#= -BindLogSockets=no
#= -InaccessiblePaths=+/sys +/usr/local/libexec/volt/root
#= -TemporaryFileSystem="/etc:ro,mode=0755,nosuid,nodev,noexec"
#= -BindReadOnlyPaths=/etc/ld.so.cache
#= -BindReadOnlyPaths=/usr
#= +RequiresMountsFor=/var/data
#= +TemporaryFileSystem="/run:ro,mode=0755,nosuid,nodev,noexec"
#= +BindPaths=/var/data
#= +NoExecPaths=+/var/data
