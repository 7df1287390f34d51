[Volt]
Exec=/bin/a
Isolation=vm
VCPUs=2
VCPUs=
Isolation=
Policy=/a.json
Policy=
Memory=5M
Memory=
CPUs=2
CPUs=
StopTimeout=5
StopTimeout=
Root=folder:/x
Root=
User=x
User=
IOWeight=5
IOWeight=
Ready=notify
Ready=
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= argv: "/bin/a"
