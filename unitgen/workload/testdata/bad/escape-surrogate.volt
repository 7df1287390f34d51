[Volt]
Exec=/bin/a \ud800
#= escape-surrogate.volt:2:13: cannot read the escape sequence "\\ud800": there is no such sequence or character; write \\ for a backslash; the sequences are in systemd.syntax(7)
