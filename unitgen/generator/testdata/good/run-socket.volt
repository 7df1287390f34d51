[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/run/dbus/system_bus_socket
#= +TemporaryFileSystem="/run:ro,mode=0755,nosuid,nodev,noexec"
#= +BindPaths=/run/dbus/system_bus_socket
#= +NoExecPaths=+/run/dbus/system_bus_socket
