# target: 252 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Enforce=best-effort
[Service]
StateDirectory=web
#= +StateDirectory=web
