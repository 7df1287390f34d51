[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
TemporaryFileSystem=/etc
#= /etc/volt/sets-temporaryfilesystem.volt:6:1: cannot set TemporaryFileSystem= in [Service]: Volt decides it; use FsRead= and FsWrite= in [Volt]
