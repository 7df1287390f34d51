[Volt]
Exec=- /bin/a
#= exec-only-prefix.volt:2:7: cannot use "" for Exec: it names no program; write an absolute path, or a name that is looked up in the folders of programs
