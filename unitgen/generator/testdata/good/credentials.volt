[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
LoadCredential=key:/etc/ssl/key
SetCredential=a:b
LoadCredential=
LoadCredential=other:/etc/other
#= +SetCredential=a:b
#= +LoadCredential=other:/etc/other
