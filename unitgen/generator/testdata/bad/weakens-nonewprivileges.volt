[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
NoNewPrivileges=no
#= /etc/volt/weakens-nonewprivileges.volt:6:1: cannot set NoNewPrivileges= in [Service]: it would weaken the sandbox; write NoNewPrivileges=yes, or remove the line
