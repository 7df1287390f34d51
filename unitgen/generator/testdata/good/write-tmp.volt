[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/tmp /var/tmp /dev/shm
#= -TemporaryFileSystem="/dev/shm:ro,mode=0755,nosuid,nodev,noexec"
#= +TemporaryFileSystem="/dev/shm:mode=1777,nosuid,nodev,noexec"
#= +NoExecPaths=+/tmp +/var/tmp
