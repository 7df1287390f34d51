[Volt]
Exec=/bin/echo 'single "inside"' "double 'inside'" mid"d le"end "" '' \x41\102\u00e4\U0001F600 a\sb "tab\t" \\ "it\'s"
#= [Volt]
#= Exec=/bin/echo 'single "inside"' "double 'inside'" mid"d le"end "" '' \x41\102\u00e4\U0001F600 a\sb "tab\t" \\ "it\'s"
#= Policy=auto
#= argv: "/bin/echo" "single \"inside\"" "double 'inside'" "midd leend" "" "" "ABä😀" "a b" "tab\t" "\\" "it's"
