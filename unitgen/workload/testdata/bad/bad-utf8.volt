[Volt]
Exec=/bin/a
Environment=Ã¤=1 B=ÿ
#= bad-utf8.volt:3:19: cannot read the line: the byte 0xFF is not valid UTF-8; save the file as UTF-8, or write the byte as an escape such as \xE4 where quotes are allowed
