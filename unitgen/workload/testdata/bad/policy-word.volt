[Volt]
Exec=/bin/a
Policy=Auto
#= policy-word.volt:3:8: cannot use "Auto" for Policy: it is not known; did you mean auto?
