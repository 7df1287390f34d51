[Volt]
Exec=/bin/a
Volume=/a:/x /b:/x
#= volume-twice.volt:3:14: cannot put a volume at "/x": the one of volume-twice.volt:3:8 is there; give each a target of its own
