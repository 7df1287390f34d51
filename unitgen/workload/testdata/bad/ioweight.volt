[Volt]
Exec=/bin/a
IOWeight=0
IOWeight=10001
#= ioweight.volt:3:10: cannot use "0" for IOWeight: it is not a whole number from 1 to 10000
#= ioweight.volt:4:10: cannot use "10001" for IOWeight: it is not a whole number from 1 to 10000
