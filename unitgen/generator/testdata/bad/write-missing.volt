[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/var/none
#= /etc/volt/write-missing.volt: cannot allow fs_write on /var/none: it does not exist; create it, or list the folder above it
