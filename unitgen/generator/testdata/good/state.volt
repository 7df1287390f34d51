[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
StateDirectory=web web/cache
CacheDirectory=web
LogsDirectory=web
RuntimeDirectory=web
ConfigurationDirectory=web
#= +StateDirectory=web web/cache
#= +CacheDirectory=web
#= +LogsDirectory=web
#= +RuntimeDirectory=web
#= +ConfigurationDirectory=web
