[Volt]
Exec=/bin/a \000
#= escape-nul.volt:2:13: cannot read the escape sequence "\\000": there is no such sequence or character; write \\ for a backslash; the sequences are in systemd.syntax(7)
