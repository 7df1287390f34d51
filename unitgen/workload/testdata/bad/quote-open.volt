[Volt]
Exec=/bin/a "b c
#= quote-open.volt:2:13: cannot read the value: the quote " is not closed; close it, or write \" for the character itself
