[Volt]
Exec=/bin/a
Exec=/bin/b
FsRead=/a /b
FsRead=
FsRead=/c
Environment=A=1
Environment=
NetBind=80
NetBind=
Capability=CAP_KILL
Capability=
Seccomp=strict ~ptrace
Seccomp=
Volume=/a
Volume=
Groups=a
Groups=
#= [Volt]
#= Exec=/bin/b
#= FsRead=/c
#= argv: "/bin/b"
