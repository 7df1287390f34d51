[Volt]
Exec=/bin/a
Restart=always
#= unknown-key-far.volt:3:1: cannot use the key "Restart": it is not known in [Volt]; the keys are in volt(5); [Unit], [Service], [Socket] and [Install] take systemd's
