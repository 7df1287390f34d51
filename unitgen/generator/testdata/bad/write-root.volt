[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/
#= /etc/volt/write-root.volt: cannot allow fs_write on /: that is the whole host; list the folders to be written
