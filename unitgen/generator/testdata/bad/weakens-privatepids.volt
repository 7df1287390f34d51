[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
[Service]
PrivatePIDs=no
#= /etc/volt/weakens-privatepids.volt:6:1: cannot set PrivatePIDs= in [Service]: as PID 1 of its namespace a workload gets no signal that it does not catch, and systemd 257 may not wait for it
