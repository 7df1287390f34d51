[Volt]
Exec=/usr/../bin/a
#= exec-unclean.volt:2:6: cannot use "/usr/../bin/a" for Exec: ".." is not accepted, because a symbolic link before it changes where it leads; write the path it leads to
