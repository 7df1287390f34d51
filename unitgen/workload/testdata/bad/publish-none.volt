[Volt]
Exec=/bin/a
Publish=80
#= publish-none.volt:3:9: cannot publish a port: with Network=none there is no network for it to lead to; write Network=private
