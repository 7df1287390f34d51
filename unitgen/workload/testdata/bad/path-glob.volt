[Volt]
Exec=/bin/a
FsWrite=/srv/*
#= path-glob.volt:3:9: cannot use "/srv/*" for FsWrite: globs are not supported; name the folder, which includes everything below it
