[Volt]
Exec=/bin/a
User=1000
Groups=0 4294967294
#= [Volt]
#= Exec=/bin/a
#= User=1000
#= Groups=0 4294967294
#= Policy=auto
#= argv: "/bin/a"
