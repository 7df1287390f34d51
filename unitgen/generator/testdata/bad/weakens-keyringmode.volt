[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
KeyringMode=shared
#= /etc/volt/weakens-keyringmode.volt:6:1: cannot set KeyringMode= in [Service]: it would weaken the sandbox; write KeyringMode=private, or remove the line
