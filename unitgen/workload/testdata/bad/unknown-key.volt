[Volt]
Exec=/bin/a
Memroy=5M
#= unknown-key.volt:3:1: cannot use the key "Memroy": it is not known in [Volt]; did you mean Memory?
