[Volt]
Exec=bin/a
#= exec-relative.volt:2:6: cannot use "bin/a" for Exec: the program's path is relative; write it in full from "/"
