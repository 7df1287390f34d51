[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
RootDirectoryStartOnly=yes
#= /etc/volt/sets-rootdirectorystartonly.volt:6:1: cannot set RootDirectoryStartOnly= in [Service]: it would run the other commands on the host's root; put "+" before the one that needs it
