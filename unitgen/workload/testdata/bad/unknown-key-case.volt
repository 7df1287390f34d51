[Volt]
Exec=/bin/a
cpus=1
#= unknown-key-case.volt:3:1: cannot use the key "cpus": it is not known in [Volt]; did you mean CPUs?
