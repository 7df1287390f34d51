package sys

import "syscall"

// OpenPath opens an absolute path as a place, O_PATH, and follows no symbolic
// link on the way: ELOOP says that there is one.
//
// systemd's RestrictSUIDSGID= makes openat2(2) unknown (ENOSYS), because its
// filter cannot look at the mode in there. Then the same is done one folder at
// a time.
func OpenPath(path string) (int, syscall.Errno) {
	fd, e := Open(AtFDCWD, path, OPath, ResolveNoSymlinks)
	if e != syscall.ENOSYS {
		return fd, e
	}
	at, e := openAt(AtFDCWD, "/")
	for rest := path; e == 0; {
		for len(rest) > 0 && rest[0] == '/' {
			rest = rest[1:]
		}
		if rest == "" {
			return at, 0
		}
		n := 0
		for n < len(rest) && rest[n] != '/' {
			n++
		}
		var next int
		next, e = openAt(at, rest[:n])
		Close(at)
		at, rest = next, rest[n:]
	}
	return -1, e
}

// openAt opens one name, which must not be a link. With O_PATH and O_NOFOLLOW
// the link itself is opened, open(2), and so has to be told by its type.
func openAt(dir int, name string) (int, syscall.Errno) {
	fd, e := Call(syscall.SYS_OPENAT, Int(dir), Str(name), Int(OPath|syscall.O_NOFOLLOW|syscall.O_CLOEXEC), Int(0))
	if e != 0 {
		return -1, e
	}
	var st syscall.Stat_t
	if err := syscall.Fstat(int(fd), &st); err != nil {
		Close(int(fd))
		return -1, err.(syscall.Errno)
	}
	if st.Mode&syscall.S_IFMT == syscall.S_IFLNK {
		Close(int(fd))
		return -1, syscall.ELOOP
	}
	return int(fd), 0
}
