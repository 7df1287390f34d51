[Volt]
Exec=/bin/a
Exec=
#= exec-reset.volt:1:1: cannot use the workload: it has no Exec; write [Volt] and Exec=/path/of/the/program below it
