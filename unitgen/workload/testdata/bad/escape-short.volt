[Volt]
Exec=/bin/a \x4
#= escape-short.volt:2:13: cannot read the escape sequence "\\x4": there is no such sequence or character; write \\ for a backslash; the sequences are in systemd.syntax(7)
