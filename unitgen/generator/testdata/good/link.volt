[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/opt/link
#= +RequiresMountsFor=/srv/www
#= +TemporaryFileSystem="/opt:ro,mode=0755,nosuid,nodev,noexec"
#= +TemporaryFileSystem="/srv:ro,mode=0755,nosuid,nodev,noexec"
#= +BindReadOnlyPaths=/srv/www
#= +BindReadOnlyPaths=/srv/www:/opt/link
