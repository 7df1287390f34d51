[Volt]
Exec=-|/bin/a b
#= prefix-pipe.volt:2:7: cannot use the prefix "|" in Exec: it would run the program through a login shell of the user's; remove it; the prefixes "-" and ":" can be used
