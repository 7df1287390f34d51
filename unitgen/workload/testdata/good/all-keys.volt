[Volt]
Exec=-/usr/sbin/nginx -g "daemon off;"
User=www-data
Groups=video 44
WorkingDirectory=/srv/www
Environment=LANG=C.UTF-8 "MOTD=two words"
Ready=notify
StartTimeout=2min
StopTimeout=1min 30s
Isolation=vm
Policy=/etc/volt/web.json
FsRead=/usr /etc/ssl
FsWrite=/var/data
FsExecute=/usr/bin
NetBind=80 443 udp/443
NetConnect=5432 8000-8010
Capability=CAP_NET_BIND_SERVICE
Seccomp=strict +AF_NETLINK ~ptrace
Enforce=best-effort
Hardening=lean
Network=private
Publish=127.0.0.1:8080:80 udp/53 [::1]:8443:443
Root=folder:/srv/debian
Volume=/srv/www:/var/www:ro /var/data
Memory=1.5G
MemorySwap=64M
CPUs=0.25
Tasks=10%
IOWeight=50
Kernel=/boot/vmlinuz
KernelArguments=loglevel=4 "a b"
VCPUs=2
#= [Volt]
#= Exec=-/usr/sbin/nginx -g "daemon off;"
#= User=www-data
#= Groups=video 44
#= WorkingDirectory=/srv/www
#= Environment=LANG=C.UTF-8 "MOTD=two words"
#= Ready=notify
#= StartTimeout=120s
#= StopTimeout=90s
#= Isolation=vm
#= Policy=/etc/volt/web.json
#= FsRead=/usr /etc/ssl
#= FsWrite=/var/data
#= FsExecute=/usr/bin
#= NetBind=80 443 udp/443
#= NetConnect=5432 8000-8010
#= Capability=CAP_NET_BIND_SERVICE
#= Seccomp=strict +AF_NETLINK ~ptrace
#= Enforce=best-effort
#= Hardening=lean
#= Network=private
#= Publish=127.0.0.1:8080:80 udp/53 [::1]:8443:443
#= Root=folder:/srv/debian
#= Volume=/srv/www:/var/www:ro /var/data:/var/data
#= Memory=1610612736
#= MemorySwap=67108864
#= CPUs=0.25
#= Tasks=10%
#= IOWeight=50
#= Kernel=/boot/vmlinuz
#= KernelArguments=loglevel=4 "a b"
#= VCPUs=2
#= argv: "/usr/sbin/nginx" "-g" "daemon off;"
