[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/home/tester/docs
#= -ProtectHome=yes
#= +RequiresMountsFor=/home/tester/docs
#= +ProtectHome=tmpfs
#= +TemporaryFileSystem="/home:ro,mode=0755,nosuid,nodev,noexec"
#= +BindReadOnlyPaths=/home/tester/docs
