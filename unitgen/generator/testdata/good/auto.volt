[Volt]
Exec=/usr/bin/true
#= +BindReadOnlyPaths=/etc/passwd
