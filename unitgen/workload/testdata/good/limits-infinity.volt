[Volt]
Exec=/bin/a
Memory=infinity
MemorySwap=infinity
Tasks=1
CPUs=8192
IOWeight=10000
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= Memory=infinity
#= MemorySwap=infinity
#= CPUs=8192
#= Tasks=1
#= IOWeight=10000
#= argv: "/bin/a"
