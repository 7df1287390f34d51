[Volt] # the main part
Exec=/bin/a
#= section-comment.volt:1:1: cannot read the section header "[Volt] # the main part": it does not end with "]"; a comment stands on a line of its own
