[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead=/data/x
#= /etc/volt/new-top-folder.volt: cannot show /data/x to the workload: /data is none of the folders that a service's root has (/boot /etc /home /media /mnt /opt /root /run /srv /usr /var); mount or bind it below one of them, or use volt run
