[Volt]
Exec=/bin/a
Isolation=VM
#= isolation.volt:3:11: cannot use "VM" for Isolation: it is not known; did you mean vm?
