[Volt]
Exec=""
#= exec-empty.volt:2:6: cannot use "" for Exec: it names no program; write an absolute path, or a name that is looked up in the folders of programs
