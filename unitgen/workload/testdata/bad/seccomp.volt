[Volt]
Exec=/bin/a
Seccomp=paranoid +No-Such ptrace
#= seccomp.volt:3:9: cannot use "paranoid" for Seccomp: it is neither a profile, default or strict, nor +NAME or ~NAME; write +paranoid to allow a call and ~paranoid to refuse it
#= seccomp.volt:3:18: cannot use "+No-Such" for Seccomp: it is neither a system call nor a socket family; write a name such as "ptrace" or "AF_NETLINK"
#= seccomp.volt:3:27: cannot use "ptrace" for Seccomp: it is neither a profile, default or strict, nor +NAME or ~NAME; write +ptrace to allow a call and ~ptrace to refuse it
