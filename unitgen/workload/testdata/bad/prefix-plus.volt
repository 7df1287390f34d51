[Volt]
Exec=-+/bin/a b
#= prefix-plus.volt:2:7: cannot use the prefix "+" in Exec: it would run the program outside the sandbox, with all privileges; remove it; the prefixes "-" and ":" can be used
