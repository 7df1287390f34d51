[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
ProtectProc=invisible
NoNewPrivileges=True
SystemCallFilter=~@network-io
InaccessiblePaths=-/usr/share
InaccessiblePaths=
IPAddressDeny=any
UMask=0022
MemoryHigh=100M
#= +NoNewPrivileges=True
#= +SystemCallFilter=~@network-io
#= +UMask=0022
#= +MemoryHigh=100M
