[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Memory=12.5%
MemorySwap=1%
Tasks=10%
#= +MemoryMax=12.5%
#= +MemorySwapMax=1%
#= +TasksMax=10%
