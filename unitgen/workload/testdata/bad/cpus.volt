[Volt]
Exec=/bin/a
CPUs=150%
CPUs=0
CPUs=two
CPUs=9000
CPUs=1e3
#= cpus.volt:3:6: cannot use "150%" for CPUs: it counts processors; write 1.5
#= cpus.volt:4:6: cannot use "0" for CPUs: it is not a number of processors from 0.01 to 8192; write a number such as 1.5
#= cpus.volt:5:6: cannot use "two" for CPUs: it is not a number of processors from 0.01 to 8192; write a number such as 1.5
#= cpus.volt:6:6: cannot use "9000" for CPUs: it is not a number of processors from 0.01 to 8192; write a number such as 1.5
#= cpus.volt:7:6: cannot use "1e3" for CPUs: it is not a number of processors from 0.01 to 8192; write a number such as 1.5
