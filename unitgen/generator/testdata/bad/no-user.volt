[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
User=volt-nobody-has-it
#= /etc/volt/no-user.volt:5:1: cannot run as user volt-nobody-has-it: there is no such user
