[Service]
SyslogIdentifier=a\ 
[Volt]
Exec=/bin/true
#= [Volt]
#= Exec=/bin/true
#= Policy=auto
#= [Service]
#= SyslogIdentifier=a\
#= argv: "/bin/true"
