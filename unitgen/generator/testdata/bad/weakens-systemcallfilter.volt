[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
SystemCallFilter=@mount
#= /etc/volt/weakens-systemcallfilter.volt:6:1: cannot set SystemCallFilter= in [Service]: it would take back what Volt refuses; begin the list with "~" to refuse more, or use Seccomp= in [Volt]
