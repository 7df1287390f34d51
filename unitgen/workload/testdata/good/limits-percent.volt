[Volt]
Exec=/bin/a
Memory=12.5%
MemorySwap=0
Tasks=infinity
CPUs=.5
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= Memory=12.5%
#= MemorySwap=0
#= CPUs=0.5
#= Tasks=infinity
#= argv: "/bin/a"
