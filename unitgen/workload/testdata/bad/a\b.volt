[Volt]
Exec=/bin/a %I
#= a\b.volt:2:13: cannot expand "%I": the workload's name has a backslash in it that is not the escape of a character; write %% for a percent sign
