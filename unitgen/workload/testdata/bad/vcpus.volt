[Volt]
Exec=/bin/a
Isolation=vm
VCPUs=256
VCPUs=0
#= vcpus.volt:4:7: cannot use "256" for VCPUs: it is not a whole number from 1 to 255
#= vcpus.volt:5:7: cannot use "0" for VCPUs: it is not a whole number from 1 to 255
