[Volt]
Exec=/bin/date +%Y-%m
#= specifier-unknown.volt:2:17: cannot expand "%Y": there is no such specifier in volt(5); write %% for a percent sign
