[Volt]
Exec=/bin/a
[Container]
Image=x
#= unknown-section-far.volt:3:1: cannot use the section "Container": it is not known; the sections are Volt, Unit, Service, Socket and Install, and X- begins one of your own
