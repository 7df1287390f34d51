[Volt]
Exec=/bin/a
Network=host
Publish=80
#= publish-host.volt:4:9: cannot publish a port: with Network=host the workload is on the host's network itself; write NetBind= instead, or Network=private
