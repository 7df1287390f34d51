[Volt]
Exec=/bin/sh -c "a; b" \; ";" c; ';'
#= [Volt]
#= Exec=/bin/sh -c "a; b" \; ";" c; ';'
#= Policy=auto
#= argv: "/bin/sh" "-c" "a; b" ";" ";" "c;" ";"
