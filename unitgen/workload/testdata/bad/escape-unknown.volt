[Volt]
Exec=/bin/grep \d+ x
#= escape-unknown.volt:2:16: cannot read the escape sequence "\\d": there is no such sequence or character; write \\ for a backslash; the sequences are in systemd.syntax(7)
