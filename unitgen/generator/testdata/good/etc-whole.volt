[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/etc
#= -TemporaryFileSystem="/etc:ro,mode=0755,nosuid,nodev,noexec"
#= -BindReadOnlyPaths=/etc/ld.so.cache
#= +BindReadOnlyPaths=/etc
