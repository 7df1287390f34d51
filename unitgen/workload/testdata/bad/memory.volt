[Volt]
Exec=/bin/a
Memory=256m
Memory=1GB
Memory=0%
Memory=101%
Memory=-1
Memory=99999999999T
#= memory.volt:3:8: cannot use "256m" for Memory: the unit is a small letter; write 256M
#= memory.volt:4:8: cannot use "1GB" for Memory: it is not a size; write a number and K, M, G or T, as 256M, a percentage or infinity
#= memory.volt:5:8: cannot use "0%" for Memory: it is not a percentage; write a number up to 100 with at most two decimals, as 12.5%
#= memory.volt:6:8: cannot use "101%" for Memory: it is not a percentage; write a number up to 100 with at most two decimals, as 12.5%
#= memory.volt:7:8: cannot use "-1" for Memory: it is not a size; write a number and K, M, G or T, as 256M, a percentage or infinity
#= memory.volt:8:8: cannot use "99999999999T" for Memory: it is more than a machine can have
