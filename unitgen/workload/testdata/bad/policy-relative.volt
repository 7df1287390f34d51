[Volt]
Exec=/bin/a
Policy=web.json
#= policy-relative.volt:3:8: cannot use "web.json" for Policy: the path is relative; write it in full from "/", without "~" and without variables
