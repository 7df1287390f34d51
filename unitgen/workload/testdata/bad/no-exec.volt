
[Volt]
Memory=5M
#= no-exec.volt:2:1: cannot use the workload: it has no Exec; write [Volt] and Exec=/path/of/the/program below it
