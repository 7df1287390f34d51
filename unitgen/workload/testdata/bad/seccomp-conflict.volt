[Volt]
Exec=/bin/a
Seccomp=+ptrace
Seccomp=~ptrace
#= seccomp-conflict.volt:4:1: cannot both allow and deny "ptrace" in Seccomp; remove one of the two; an empty Seccomp= takes back what is above it
