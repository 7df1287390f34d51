[Volt]
Exec=/bin/a
Volume=/a:b /a:/b:rx /a:/b:ro:z /a:/
#= volume.volt:3:8: cannot use "/a:b" for Volume: the path is relative; write it in full from "/", without "~" and without variables
#= volume.volt:3:13: cannot use "/a:/b:rx" for Volume: the third part is neither ro nor rw
#= volume.volt:3:22: cannot use "/a:/b:ro:z" for Volume: it has more than three parts; write SOURCE:TARGET:ro, without colons in the paths
#= volume.volt:3:33: cannot use "/a:/" for Volume: a volume cannot take the place of the root folder; write Root=folder:/a
