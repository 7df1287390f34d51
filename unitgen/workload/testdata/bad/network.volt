[Volt]
Exec=/bin/a
Network=bridge
#= network.volt:3:9: cannot use "bridge" for Network: it is not known; write none, host or private
