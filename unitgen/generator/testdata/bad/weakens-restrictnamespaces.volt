[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
RestrictNamespaces=net
#= /etc/volt/weakens-restrictnamespaces.volt:6:1: cannot set RestrictNamespaces= in [Service]: it would weaken the sandbox; write RestrictNamespaces=yes, or remove the line
