package attempts

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// call makes a system call with numbers only. Attempts use it instead of the
// wrappers of package unix because those check arguments, or have no name for
// the call.
func call(what string, nr uintptr, args ...uintptr) Finding {
	_, errno := rawCall(nr, args...)
	return callResult(errno, what)
}

// callPath makes a system call whose first argument is a path.
func callPath(what string, nr uintptr, path string, args ...uintptr) Finding {
	return callBytes(what, nr, append([]byte(path), 0), 0, append([]uintptr{0}, args...)...)
}

// callBytes makes a system call with a buffer as argument number at, in place of
// what args holds there. Pinned, the buffer is on the heap and stays where
// the number that the kernel gets says it is.
func callBytes(what string, nr uintptr, buf []byte, at int, args ...uintptr) Finding {
	var pin runtime.Pinner
	pin.Pin(unsafe.SliceData(buf))
	defer pin.Unpin()
	args[at] = uintptr(unsafe.Pointer(unsafe.SliceData(buf)))
	_, errno := rawCall(nr, args...)
	return callResult(errno, what)
}

func callResult(errno unix.Errno, what string) Finding {
	if errno == 0 {
		return through("%s succeeded", what)
	}
	return found(errno, what)
}

func rawCall(nr uintptr, args ...uintptr) (uintptr, unix.Errno) {
	var a [6]uintptr
	copy(a[:], args)
	r, _, errno := unix.Syscall6(nr, a[0], a[1], a[2], a[3], a[4], a[5])
	return r, errno
}

// mmsghdr is struct mmsghdr of sendmmsg(2).
type mmsghdr struct {
	hdr unix.Msghdr
	len uint32
	_   [4]byte
}

// sendmmsg sends one datagram or segment with sendmmsg(2), which package unix
// does not have.
func sendmmsg(fd int, to unix.RawSockaddrInet4, data []byte, flags int) error {
	iov := unix.Iovec{Base: unsafe.SliceData(data)}
	iov.SetLen(len(data))
	msg := mmsghdr{hdr: unix.Msghdr{
		Name: (*byte)(unsafe.Pointer(&to)), Namelen: unix.SizeofSockaddrInet4, Iov: &iov,
	}}
	msg.hdr.SetIovlen(1)
	_, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(&msg)), 1, uintptr(flags), 0, 0)
	runtime.KeepAlive(data)
	if errno != 0 {
		return errno
	}
	return nil
}

// bindFamily binds an IPv4 socket to an address that claims another family.
func bindFamily(fd int, family uint16, port int) error {
	addr := unix.RawSockaddrInet4{Family: family, Port: bigEndian(port)}
	_, _, errno := unix.Syscall(unix.SYS_BIND, uintptr(fd), uintptr(unsafe.Pointer(&addr)), unix.SizeofSockaddrInet4)
	if errno != 0 {
		return errno
	}
	return nil
}

// attachShared reads the first n bytes of a System V shared memory segment.
func attachShared(id, n int) (string, error) {
	addr, _, errno := unix.Syscall(unix.SYS_SHMAT, uintptr(id), 0, unix.SHM_RDONLY)
	if errno != 0 {
		return "", errno
	}
	// The kernel chose the address; it stays mapped until shmdt below. The
	// detour over a pointer to addr is how a number becomes a pointer without
	// arithmetic that the garbage collector could misread.
	text := string(unsafe.Slice(*(**byte)(unsafe.Pointer(&addr)), n))
	_, _, _ = unix.Syscall(unix.SYS_SHMDT, addr, 0, 0)
	return text, nil
}

func bigEndian(port int) uint16 { return uint16(port)<<8 | uint16(port)>>8 }
