[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/opt/round
#= /etc/volt/link-round.volt: cannot use /opt/round (fs_read): too many levels of symbolic links
