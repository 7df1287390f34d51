package attempts

import "golang.org/x/sys/unix"

// tty tries to type on somebody else's keyboard. Only the command's low 32 bits
// reach the kernel's switch, so the filter must not look at more.
func tty() []Attempt {
	const high = 1 << 32
	var rows []Attempt
	for _, row := range []struct {
		name    string
		command uintptr
		reason  string
	}{
		{"tiocsti", unix.TIOCSTI, "puts characters into the terminal's input: the next thing the shell reads"},
		{"tiocsti-high-bits", high | unix.TIOCSTI, "the kernel takes the low 32 bits, a filter compares 64"},
		{"tiocsetd", unix.TIOCSETD, "loads a line discipline, old code with a history of holes"},
		{"tioclinux", unix.TIOCLINUX, "pastes a selection into the console's input"},
		{"tioclinux-high-bits", high | unix.TIOCLINUX, "the kernel takes the low 32 bits, a filter compares 64"},
	} {
		rows = append(rows, Attempt{
			Name: row.name, Tries: "ioctl " + row.name + " on /proc/self/status, which is no terminal", Denied: errnos{unix.EPERM},
			Through: errnos{unix.ENOTTY}, By: []Protection{Seccomp}, Reason: row.reason,
			try: func(*Setup) Finding {
				fd, err := unix.Open("/proc/self/status", unix.O_RDONLY|unix.O_CLOEXEC, 0)
				if err != nil {
					return broken("cannot open /proc/self/status: %v", err)
				}
				return call("ioctl", unix.SYS_IOCTL, uintptr(fd), row.command, bad)
			},
		})
	}
	return append(rows, Attempt{
		Name: "tiocsti-terminal", Tries: "ioctl TIOCSTI with a bad pointer on the terminal that is standard input",
		// EFAULT comes after every permission check of tiocsti(), drivers/tty/tty_io.c.
		Denied: errnos{unix.EPERM, unix.EIO}, Through: errnos{unix.EFAULT}, By: []Protection{Seccomp},
		Needs: []string{"terminal"}, Reason: "the real case; EIO is the answer of dev.tty.legacy_tiocsti=0",
		try: func(*Setup) Finding {
			if _, err := unix.IoctlGetTermios(0, unix.TCGETS); err != nil {
				return broken("standard input is no terminal: %v", err)
			}
			return call("ioctl", unix.SYS_IOCTL, 0, unix.TIOCSTI, bad)
		},
	})
}
