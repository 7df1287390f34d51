Exec=/bin/a
[Volt]
Exec=/bin/a
#= no-section.volt:1:1: cannot use "Exec": it stands before the first section; write [Volt] above it
