[Volt]
Exec=/bin/a
FsRead=/usr etc ~/x
#= path-relative.volt:3:13: cannot use "etc" for FsRead: the path is relative; write it in full from "/", without "~" and without variables
#= path-relative.volt:3:17: cannot use "~/x" for FsRead: the path is relative; write it in full from "/", without "~" and without variables
