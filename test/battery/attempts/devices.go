package attempts

import (
	"golang.org/x/sys/unix"
)

// Node is a device node that must not be reachable. The numbers are those of
// Documentation/admin-guide/devices.txt; they let the harness make a
// node, in a mount namespace of its own, on a machine that has none.
type Node struct {
	Path         string
	Type         uint32 // S_IFCHR or S_IFBLK
	Major, Minor uint32 // 0, 0: the number is given out at boot
	Reason       string
}

// Nodes lists the device nodes that are tried. Each is opened for reading and
// closed: none of them does anything on open.
func Nodes() []Node {
	return []Node{
		{"/dev/mem", unix.S_IFCHR, 1, 1, "physical memory"},
		{"/dev/port", unix.S_IFCHR, 1, 4, "I/O ports"},
		{"/dev/kmsg", unix.S_IFCHR, 1, 11, "the kernel's log"},
		{"/dev/kvm", unix.S_IFCHR, 10, 232, "a large interface of the kernel, for launchers only"},
		{"/dev/fuse", unix.S_IFCHR, 10, 229, "a file system of one's own, to stall whoever looks at it"},
		{"/dev/net/tun", unix.S_IFCHR, 10, 200, "a network interface of one's own"},
		{"/dev/loop-control", unix.S_IFCHR, 10, 237, "makes a file a disk"},
		{"/dev/vhost-net", unix.S_IFCHR, 10, 238, "a large interface of the kernel"},
		{"/dev/vhost-vsock", unix.S_IFCHR, 10, 241, "a large interface of the kernel"},
		{"/dev/userfaultfd", unix.S_IFCHR, 0, 0, "userfaultfd without the system call"},
		{"/dev/console", unix.S_IFCHR, 5, 1, "the console of the machine"},
		{"/dev/tty0", unix.S_IFCHR, 4, 0, "the screen in front of the machine"},
		{"/dev/vcsa", unix.S_IFCHR, 7, 128, "what is on that screen"},
	}
}

// devices tries to open and to make device nodes.
func devices() []Attempt {
	denied := errnos{unix.ENOENT, unix.EACCES, unix.EPERM}
	by := []Protection{MountView, Landlock, UID}
	var rows []Attempt
	for _, node := range Nodes() {
		rows = append(rows, Attempt{
			Name: "open-" + nodeName(node.Path), Tries: "open " + node.Path, Denied: denied, By: by,
			// A node whose driver is not built in or not loaded, or whose
			// hardware is not there: the door is open, the room is empty.
			Through: errnos{unix.ENXIO, unix.ENODEV, unix.EIO},
			Reason:  node.Reason,
			try:     func(*Setup) Finding { return open(node.Path, unix.O_RDONLY) },
		})
	}
	return append(rows, Attempt{
		Name: "open-disk", Tries: "open a disk of the host for reading", Denied: denied, By: by, Needs: []string{"disk"},
		Through: errnos{unix.ENXIO, unix.ENOMEDIUM}, Reason: "every file of the host, past every permission",
		try: func(s *Setup) Finding { return open(s.Disk, unix.O_RDONLY) },
	}, Attempt{
		Name: "mknod-char", Tries: "make a character device (null's number) in a writable folder", Denied: errnos{unix.EPERM, unix.EACCES},
		By: []Protection{Seccomp, Capabilities, Landlock}, Needs: []string{"writable"}, Reason: "a device node of one's own is any device",
		try: func(s *Setup) Finding { return mknod(s, unix.S_IFCHR, 1, 3) },
	}, Attempt{
		Name: "mknod-block", Tries: "make a block device (loop0's number) in a writable folder", Denied: errnos{unix.EPERM, unix.EACCES},
		By: []Protection{Seccomp, Capabilities, Landlock}, Needs: []string{"writable"}, Reason: "a device node of one's own is any disk",
		try: func(s *Setup) Finding { return mknod(s, unix.S_IFBLK, 7, 0) },
	})
}

// mknod makes a node and removes it.
func mknod(s *Setup, kind, major, minor uint32) Finding {
	name := scratch(s, "node")
	err := unix.Mknod(name, kind|0o600, int(unix.Mkdev(major, minor)))
	_ = unix.Unlink(name)
	return found(err, "mknod")
}

func nodeName(path string) string {
	name := []byte(path[len("/dev/"):])
	for i, c := range name {
		if c == '/' {
			name[i] = '-'
		}
	}
	return string(name)
}
