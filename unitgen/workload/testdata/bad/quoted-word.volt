[Volt]
Exec=/bin/a
Network="host"
#= quoted-word.volt:3:9: cannot use "\"host\"" for Network: it is not known; write host without quotes
