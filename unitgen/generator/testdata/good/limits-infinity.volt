[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Memory=infinity
Tasks=infinity
#= +MemoryMax=infinity
#= +TasksMax=infinity
