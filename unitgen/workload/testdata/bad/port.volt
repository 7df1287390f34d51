[Volt]
Exec=/bin/a
NetBind=80 0 http 70000 udp/ 9-1
#= port.volt:3:12: cannot use "0" for NetBind: a port is a whole number from 1 to 65535, written in plain digits
#= port.volt:3:14: cannot use "http" for NetBind: a port is a whole number from 1 to 65535, written in plain digits
#= port.volt:3:19: cannot use "70000" for NetBind: a port is a whole number from 1 to 65535, written in plain digits
#= port.volt:3:25: cannot use "udp/" for NetBind: no port follows the protocol; write one, such as "udp/53"
#= port.volt:3:30: cannot use "9-1" for NetBind: the range runs backwards; write "1-9"
