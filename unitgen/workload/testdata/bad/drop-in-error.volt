[Volt]
Exec=/bin/a
Memory=1
#= drop-in-error.volt:3:8: cannot use "1" for Memory: it is less than 1M; a number without a unit counts bytes
#= a.conf:3:3: cannot use the key "Taskz": it is not known in [Volt]; did you mean Tasks?
