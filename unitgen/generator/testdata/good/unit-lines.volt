[Unit]
Description=Web %i
After=network.target
Wants=a.service\
  b.service
ConditionPathExists=/etc
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
#= +Description=Web %i
#= +After=network.target
#= +Wants=a.service   b.service
#= +ConditionPathExists=/etc
