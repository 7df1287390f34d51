[Volt]
Exec=/bin/a
Memory=256
#= memory-small.volt:3:8: cannot use "256" for Memory: it is less than 1M; a number without a unit counts bytes
