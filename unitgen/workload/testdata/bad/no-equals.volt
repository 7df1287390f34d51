[Volt]
Exec=/bin/a
  Memory 5M
#= no-equals.volt:3:3: cannot read "Memory 5M": it is neither KEY=VALUE nor a [Section]; a list goes on in the next line when its line ends with a backslash
