[Volt]
Exec=/bin/a
Capability=net_bind_service CAP_FLY
#= capability.volt:3:12: cannot use "net_bind_service" for Capability: there is no such capability; did you mean "CAP_NET_BIND_SERVICE"?
#= capability.volt:3:29: cannot use "CAP_FLY" for Capability: there is no such capability; write a name of capabilities(7), such as "CAP_NET_BIND_SERVICE"
