[Volt]
Exec=$PROGRAM
#= exec-variable.volt:2:6: cannot use "$PROGRAM" for Exec: the program cannot come from a variable, in systemd neither; write its path
