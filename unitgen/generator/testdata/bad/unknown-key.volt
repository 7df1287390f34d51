[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Memroy=1G
#= /etc/volt/unknown-key.volt:5:1: cannot use the key "Memroy": it is not known in [Volt]; did you mean Memory?
