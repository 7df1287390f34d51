[Volt]
Exec=/bin/a
StopTimeout=soon
StopTimeout=-5
StopTimeout=300y
StopTimeout=5x
#= timeout.volt:3:13: cannot use "soon" for StopTimeout: it is not a time span; write a number of seconds or numbers with units, as 90, 1min 30s or 500ms, or infinity
#= timeout.volt:4:13: cannot use "-5" for StopTimeout: it is not a time span; write a number of seconds or numbers with units, as 90, 1min 30s or 500ms, or infinity
#= timeout.volt:5:13: cannot use "300y" for StopTimeout: it is longer than 290 years; write infinity for no end
#= timeout.volt:6:13: cannot use "5x" for StopTimeout: it is not a time span; write a number of seconds or numbers with units, as 90, 1min 30s or 500ms, or infinity
