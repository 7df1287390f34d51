# target: 257 user
[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
#= # volt@base-257-user.service
#= [Unit]
#= Description=Volt workload base-257-user
#= SourcePath=/etc/volt/base-257-user.volt
#=
#= [Service]
#= Type=exec
#= ExecStart=/usr/local/libexec/volt/volt-jail %d/volt.plan /usr/bin/true
#= ExecStop=+/usr/local/libexec/volt/volt-unit --stop 90
#= LoadCredential=volt.plan:/run/systemd/generator/volt.plans/PLAN.plan
#= SyslogIdentifier=base-257-user
#= PrivateUsers=yes
#= RootDirectory=/usr/local/libexec/volt/root
#= MountAPIVFS=yes
#= BindLogSockets=no
#= InaccessiblePaths=+/sys +/usr/local/libexec/volt/root
#= ProtectSystem=strict
#= TemporaryFileSystem="/etc:ro,mode=0755,nosuid,nodev,noexec"
#= TemporaryFileSystem="/dev/shm:ro,mode=0755,nosuid,nodev,noexec"
#= BindReadOnlyPaths=/etc/ld.so.cache
#= BindReadOnlyPaths=/usr
#= PrivateNetwork=yes
#= RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
#= NoNewPrivileges=yes
#= PrivateIPC=yes
#= PrivatePIDs=yes
#= PrivateTmp=yes
#= PrivateDevices=yes
#= ProtectKernelTunables=yes
#= ProtectKernelModules=yes
#= ProtectKernelLogs=yes
#= ProtectControlGroups=yes
#= ProtectClock=yes
#= ProtectHostname=yes
#= RestrictNamespaces=yes
#= RestrictRealtime=yes
#= RestrictSUIDSGID=yes
#= LockPersonality=yes
#= SystemCallArchitectures=native
#= SystemCallFilter=~@clock @cpu-emulation @debug @module @mount @obsolete @privileged @raw-io @reboot @resources @swap
#= SystemCallErrorNumber=EPERM
#= UMask=0077
#= OOMPolicy=stop
#= CapabilityBoundingSet=
