# target: 257 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
User=root
#= /etc/volt/user-manager-user.volt:6:1: cannot change to user root: a user manager runs everything as its own user; remove User=
