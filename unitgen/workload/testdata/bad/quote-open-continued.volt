[Volt]
Exec=/bin/a \
  # a comment
	"b c
#= quote-open-continued.volt:4:2: cannot read the value: the quote " is not closed; close it, or write \" for the character itself
