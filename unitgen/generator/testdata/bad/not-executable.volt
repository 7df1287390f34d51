[Volt]
Exec=/usr/bin/true
FsRead=/usr
#= /etc/volt/not-executable.volt: cannot execute /usr/bin/true: no rule of fs_execute covers it; add "/usr/bin/true" to fs_execute
