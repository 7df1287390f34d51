package host

import "golang.org/x/sys/unix"

const (
	kvmGetAPIVersion = 0xAE00 // KVM_GET_API_VERSION of <linux/kvm.h>, _IO(0xAE, 0)
	kvmAPIVersion    = 12     // the only one there is, Documentation/virt/kvm/api.rst 4.1
)

// kvm reports whether this user can talk to /dev/kvm.
func kvm() bool {
	fd, err := unix.Open("/dev/kvm", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	v, err := unix.IoctlRetInt(fd, kvmGetAPIVersion)
	return err == nil && v == kvmAPIVersion
}
