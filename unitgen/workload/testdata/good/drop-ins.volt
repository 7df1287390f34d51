[Volt]
Exec=/bin/a
FsRead=/a
Memory=5M
[Unit]
Description=one
#= [Volt]
#= Exec=/bin/b
#= FsRead=/a /b
#= Memory=7340032
#= [Unit]
#= Description=one
#= Description=two
#= argv: "/bin/b"
