[Unit]
Description=Web front
[Volt]
Exec=/usr/bin/python3 -m http.server 8000
Isolation=container
Policy=auto
Network=private
Publish=8000
Memory=256M
CPUs=1.5
Tasks=64
[Service]
Restart=on-failure
[Install]
WantedBy=multi-user.target
#= [Volt]
#= Exec=/usr/bin/python3 -m http.server 8000
#= Policy=auto
#= Network=private
#= Publish=8000
#= Memory=268435456
#= CPUs=1.5
#= Tasks=64
#= [Unit]
#= Description=Web front
#= [Service]
#= Restart=on-failure
#= [Install]
#= WantedBy=multi-user.target
#= argv: "/usr/bin/python3" "-m" "http.server" "8000"
