[Volt
Exec=/bin/a
#= section-open.volt:1:1: cannot read the section header "[Volt": it does not end with "]"; a comment stands on a line of its own
