[Volt]
Exec=/bin/a 100%
#= specifier-end.volt:2:16: cannot expand "%": there is no such specifier in volt(5); write %% for a percent sign
