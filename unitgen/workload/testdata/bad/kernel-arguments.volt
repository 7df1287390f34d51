[Volt]
Exec=/bin/a
Isolation=vm
KernelArguments="a\nb"
#= kernel-arguments.volt:4:17: cannot use "a\nb" for KernelArguments: it has a control character in it, or is not valid UTF-8
