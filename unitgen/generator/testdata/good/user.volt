[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
User=daemon
#= -DynamicUser=yes
#= +User=daemon
