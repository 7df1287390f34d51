[Volt]
Exec=/bin/a
Seccomp=+ptrace +AF_PACKET
Seccomp=~bpf default ~bpf
#= [Volt]
#= Exec=/bin/a
#= Policy=auto
#= Seccomp=default +ptrace +AF_PACKET ~bpf
#= argv: "/bin/a"
