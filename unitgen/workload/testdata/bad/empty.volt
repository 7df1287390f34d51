# nothing here
#= empty.volt: cannot use the workload: it has no Exec; write [Volt] and Exec=/path/of/the/program below it
