package view

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// settings changes what belongs to the new namespaces and not to the mount
// table. /proc/sys shows a reader the values of its own namespaces, so the
// host's /proc serves.
func (b *builder) settings(v *plan.View) {
	for i := range v.Sysctls {
		s := &v.Sysctls[i]
		what := "set " + s.Name + " of the sandbox"
		fd := b.openat(what, script.Number(sys.AtFDCWD), "/proc/sys/"+s.Name, syscall.O_WRONLY, 0)
		var there script.Stretch
		if s.Optional {
			b.Refine().Tolerate(syscall.ENOENT)
			there = b.Unless(script.Word(fd, 0), ^uint64(0), 0)
		}
		b.Step(what, syscall.SYS_WRITE, script.Word(fd, 0), b.String(s.Value), script.Number(len(s.Value)))
		b.close(fd)
		if s.Optional {
			b.Here(there)
		}
	}
	if v.Hostname != "" {
		b.Step("set the host name of the sandbox", syscall.SYS_SETHOSTNAME,
			b.String(v.Hostname), script.Number(len(v.Hostname)))
	}
}

// ifreqSize is the size of struct ifreq of netdevice(7): a name of 16 bytes,
// ifr_flags, and room for other members.
const ifreqSize = 40

// Prologue is what PID 1 does before there is a plan: it makes a network
// namespace, if there is to be one, and brings its loopback device up. That
// takes the kernel about as long as the mount table, and volt run works on the
// plan meanwhile.
func Prologue(network bool) jail.Script {
	s := jail.NewScript(8)
	// With SIGCHLD ignored the kernel would throw away how the workload ended.
	s.Step("restore the signal dispositions", syscall.SYS_RT_SIGACTION, script.Number(int(syscall.SIGCHLD)),
		script.Address(s.Words(0, 0, 0, 0)), script.Number(0), script.Number(8))
	if !network {
		return s
	}
	s.Step("make a network namespace", syscall.SYS_UNSHARE, script.Number(syscall.CLONE_NEWNET))
	const up = "bring the loopback device up"
	fd := s.Words(0)
	request := make([]byte, ifreqSize)
	copy(request, "lo")
	request[syscall.IFNAMSIZ] = syscall.IFF_UP
	s.Step(up, syscall.SYS_SOCKET, script.Number(syscall.AF_INET),
		script.Number(syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC), script.Number(0)).Save(fd)
	s.Step(up, syscall.SYS_IOCTL, script.Word(fd, 0), script.Number(syscall.SIOCSIFFLAGS), script.Address(s.Bytes(request)))
	s.Step(up, syscall.SYS_CLOSE, script.Word(fd, 0))
	return s
}
