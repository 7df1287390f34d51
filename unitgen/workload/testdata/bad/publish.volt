[Volt]
Exec=/bin/a
Network=private
Publish=x 1:2:3 300.1.1.1:80 ::1:80 [::1]80 80:udp/90 65000-65010:65530 icmp/8
#= publish.volt:4:9: cannot use "x" for Publish: a port is a whole number from 1 to 65535, written in plain digits
#= publish.volt:4:11: cannot use "1:2:3" for Publish: it has more than two parts and no address; write an IPv6 address in brackets, as [::1]:80
#= publish.volt:4:17: cannot use "300.1.1.1:80" for Publish: the address is not one; write an IPv4 address, or an IPv6 address in brackets
#= publish.volt:4:30: cannot use "::1:80" for Publish: it has more than two parts and no address; write an IPv6 address in brackets, as [::1]:80
#= publish.volt:4:37: cannot use "[::1]80" for Publish: an IPv6 address stands in brackets with a colon and the port after them; write it as [::1]:80
#= publish.volt:4:45: cannot use "80:udp/90" for Publish: the protocol "80:udp" is not supported; write "tcp" or "udp"
#= publish.volt:4:55: cannot use "65000-65010:65530" for Publish: the range runs past port 65535 inside; begin it lower
#= publish.volt:4:73: cannot use "icmp/8" for Publish: the protocol "icmp" is not supported; write "tcp" or "udp"
