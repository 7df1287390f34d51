[Volt]
Exec=/usr/bin/volt-no-such-program
FsRead=/usr
FsExecute=/usr/bin
#= /etc/volt/no-program.volt:2:6: cannot run /usr/bin/volt-no-such-program: there is no such file: not found
