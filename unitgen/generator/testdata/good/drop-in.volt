[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Memory=1G
#= +MemoryMax=2147483648
#= +MemorySwapMax=0
#= +Nice=5
