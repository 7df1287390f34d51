[Volt]
Exec=/bin/a
Root=/srv/x
Root=folder
Root=tar:/x
Root=image:x
#= root.volt:3:6: cannot use "/srv/x" for Root: it does not say what is there; write folder:/srv/x or image:/srv/x
#= root.volt:4:6: cannot use "folder" for Root: no path follows; write folder:/PATH
#= root.volt:5:6: cannot use "tar:/x" for Root: it is not known; write host, folder or image
#= root.volt:6:6: cannot use "image:x" for Root: the path is relative; write it in full from "/", without "~" and without variables
