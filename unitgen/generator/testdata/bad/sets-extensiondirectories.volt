[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ExtensionDirectories=/x
#= /etc/volt/sets-extensiondirectories.volt:6:1: cannot set ExtensionDirectories= in [Service]: Volt decides it; use FsRead= in [Volt]
