[Volt]
Exec=/bin/a
Environment=A 1B=2 C-D=3 =4 "E=\x01" F=\xff
#= environment.volt:3:13: cannot use "A" for Environment: it is not NAME=VALUE; put quotes around the whole of it when the value has blanks
#= environment.volt:3:15: cannot use "1B=2" for Environment: the name has other characters than letters, digits and _, or begins with a digit
#= environment.volt:3:20: cannot use "C-D=3" for Environment: the name has other characters than letters, digits and _, or begins with a digit
#= environment.volt:3:26: cannot use "=4" for Environment: the name has other characters than letters, digits and _, or begins with a digit
#= environment.volt:3:29: cannot use "E=\x01" for Environment: the value has the control character '\x01'; remove it
#= environment.volt:3:38: cannot use "F=\xff" for Environment: the value is not valid UTF-8
