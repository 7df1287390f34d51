[Volt]
Exec=/bin/a
FsRead=/a /b/%z
#= specifier-path.volt:3:14: cannot expand "%z": there is no such specifier in volt(5); write %% for a percent sign
