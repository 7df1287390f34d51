[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Memory=1G
MemorySwap=64M
#= +MemoryMax=1073741824
#= +MemorySwapMax=67108864
