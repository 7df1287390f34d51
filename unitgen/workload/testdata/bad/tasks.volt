[Volt]
Exec=/bin/a
Tasks=0
Tasks=many
Tasks=1.5
#= tasks.volt:3:7: cannot use "0" for Tasks: it is not a number of tasks; write a whole number above 0, a percentage or infinity
#= tasks.volt:4:7: cannot use "many" for Tasks: it is not a number of tasks; write a whole number above 0, a percentage or infinity
#= tasks.volt:5:7: cannot use "1.5" for Tasks: it is not a number of tasks; write a whole number above 0, a percentage or infinity
