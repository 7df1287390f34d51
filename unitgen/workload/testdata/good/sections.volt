[X-Mine]
anything=goes
no equals is an error even here=
[Unit]
After=a.service
[Service]
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
LimitNOFILE=
X-Own=%i
[Volt]
X-Mine=1
Exec=/bin/true
[Unit]
After=
After=b.service \
  c.service
[Install]
WantedBy=multi-user.target
#= [Volt]
#= Exec=/bin/true
#= Policy=auto
#= [Unit]
#= After=a.service
#= After=
#= After=b.service    c.service
#= [Service]
#= ExecReload=/bin/kill -HUP $MAINPID
#= Restart=always
#= LimitNOFILE=
#= X-Own=%i
#= [Install]
#= WantedBy=multi-user.target
#= argv: "/bin/true"
