[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Environment=I=%i P=%I
#= +Environment="I=a\\x2db-c"
#= +Environment="P=a-b/c"
