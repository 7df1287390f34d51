[Volt]
Exec=/bin/a
VCPUs=2
Kernel=/boot/x
KernelArguments=quiet
#= vm-keys.volt:3:1: cannot use VCPUs: only a virtual machine has it; write Isolation=vm, or remove the line
#= vm-keys.volt:4:1: cannot use Kernel: only a virtual machine has it; write Isolation=vm, or remove the line
#= vm-keys.volt:5:1: cannot use KernelArguments: only a virtual machine has it; write Isolation=vm, or remove the line
