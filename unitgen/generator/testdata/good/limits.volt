[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Memory=256M
CPUs=0.07
Tasks=64
IOWeight=50
#= +MemoryMax=268435456
#= +MemorySwapMax=0
#= +CPUQuota=7%
#= +TasksMax=64
#= +IOWeight=50
