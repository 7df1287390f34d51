[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/srv/ünïcode
#= +RequiresMountsFor=/srv/ünïcode
#= +TemporaryFileSystem="/srv:ro,mode=0755,nosuid,nodev,noexec"
#= +BindReadOnlyPaths=/srv/ünïcode
