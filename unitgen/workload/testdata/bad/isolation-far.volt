[Volt]
Exec=/bin/a
Isolation=strong
#= isolation-far.volt:3:11: cannot use "strong" for Isolation: it is not known; write container or vm
