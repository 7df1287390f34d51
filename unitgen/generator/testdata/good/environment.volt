[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
Environment=LANG=C.UTF-8 "MOTD=two words" N=%i P=100%% "Q=\x22$x\\"
#= +Environment="LANG=C.UTF-8"
#= +Environment="MOTD=two words"
#= +Environment="N=environment"
#= +Environment="P=100%%"
#= +Environment="Q=\"$x\\"
