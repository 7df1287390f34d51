[Volt]
Exec=/bin/a
Network=private
Publish=8000-8010 udp/10.0.0.1:5000-5010:6000 tcp/80
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= Network=private
#= Publish=8000-8010 udp/10.0.0.1:5000-5010:6000 80
#= argv: "/bin/a"
