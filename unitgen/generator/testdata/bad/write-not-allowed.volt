[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsWrite=/var/private
#= /etc/volt/write-not-allowed.volt: cannot allow fs_write on /var/private: the user that is made for the workload may not write it (owner 0, mode 0700); set User= to one that may, give Groups= one that may, or use StateDirectory= in [Service] and the folder in $STATE_DIRECTORY
