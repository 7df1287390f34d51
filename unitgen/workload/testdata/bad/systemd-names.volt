[Volt]
ExecStart=/bin/a
MemoryMax=5M
CPUQuota=5%
#= systemd-names.volt:2:1: cannot use the key "ExecStart": it is not known in [Volt]; did you mean Exec?
#= systemd-names.volt:3:1: cannot use the key "MemoryMax": it is not known in [Volt]; did you mean Memory?
#= systemd-names.volt:4:1: cannot use the key "CPUQuota": it is not known in [Volt]; did you mean CPUs?
