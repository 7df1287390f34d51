[volt]
Exec=/bin/a
#= unknown-section.volt:1:1: cannot use the section "volt": it is not known; did you mean [Volt]?
