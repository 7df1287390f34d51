[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
#= # volt@base-257.service
#= [Unit]
#= Description=Volt workload base-257
#= SourcePath=/etc/volt/base-257.volt
#=
#= [Service]
#= Type=exec
#= ExecStart=/usr/local/libexec/volt/volt-jail %d/volt.plan /usr/bin/true
#= LoadCredential=volt.plan:/run/systemd/generator/volt.plans/PLAN.plan
#= SyslogIdentifier=base-257
#= DynamicUser=yes
#= PrivateUsers=yes
#= RootDirectory=/usr/local/libexec/volt/root
#= MountAPIVFS=yes
#= BindLogSockets=no
#= InaccessiblePaths=+/sys +/usr/local/libexec/volt/root
#= ProtectSystem=strict
#= ProtectHome=yes
#= TemporaryFileSystem="/etc:ro,mode=0755,nosuid,nodev,noexec"
#= TemporaryFileSystem="/dev/shm:ro,mode=0755,nosuid,nodev,noexec"
#= BindReadOnlyPaths=/etc/ld.so.cache
#= BindReadOnlyPaths=/usr
#= PrivateNetwork=yes
#= IPAddressDeny=any
#= IPAddressAllow=localhost
#= RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
#= NoNewPrivileges=yes
#= PrivateIPC=yes
#= PrivateTmp=yes
#= PrivateDevices=yes
#= DevicePolicy=closed
#= ProtectProc=invisible
#= ProcSubset=pid
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
#= KeyringMode=private
#= RemoveIPC=yes
#= UMask=0077
#= OOMPolicy=stop
#= CapabilityBoundingSet=
