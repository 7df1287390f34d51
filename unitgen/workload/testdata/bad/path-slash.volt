[Volt]
Exec=/bin/a
FsRead=/usr/
WorkingDirectory=/srv/
#= path-slash.volt:3:8: cannot use "/usr/" for FsRead: the path has an empty or "." component; write "/usr"
#= path-slash.volt:4:18: cannot use "/srv/" for WorkingDirectory: the path has an empty or "." component; write "/srv"
