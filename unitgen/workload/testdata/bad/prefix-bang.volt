[Volt]
Exec=-!/bin/a b
#= prefix-bang.volt:2:7: cannot use the prefix "!" in Exec: it would run the program with privileges that the sandbox takes away; remove it; the prefixes "-" and ":" can be used
