[Volt]
Exec=/bin/a ; /bin/b
#= exec-two.volt:2:13: cannot use ";" in Exec: a workload is one command; write \; to pass a semicolon, or have a shell run several commands
