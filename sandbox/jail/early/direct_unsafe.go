package early

import (
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/script"
)

// As in begin_unsafe.go, there is no Go runtime where this runs.

// direct is PID 1 of the namespaces that volt run made, where begin says so. It runs what comes
// through the control socket, starts the workload beside itself, and reaps
// until the workload has ended. When it exits the kernel ends everything else
// in the namespace. It returns only when something is wrong.
//
// What it writes to the socket: one byte with the workload's pidfd once the
// workload has been executed, which is the first step of the keeper; then, at
// the end, the wait status in four bytes, little-endian, and one byte that is 1
// when no other process is left.
//
//lint:ignore U1000 entry_amd64.s calls it
//go:nosplit
func direct() {
	if failure.stage != Asked {
		return
	}
	var none uintptr
	var f, workload, keeper script.File
	if f = receive(&none, Prologue); !f.Whole() || !carryOut(&f, Prologue) {
		return
	}
	f = receive(&none, View)
	if !f.Whole() {
		return
	}
	if workload = receive(&none, Workload); !workload.Whole() {
		return
	}
	if keeper = receive(&none, Keeper); !keeper.Whole() {
		return
	}
	if !carryOut(&f, View) {
		return
	}
	failure.stage = Workload
	pid := workload.Spawn(&failure.outcome, &keeper)
	if failed(pid) {
		failure.stage, failure.outcome.Errno = Fork, -pid
		return
	}
	if workload.Done(&failure.outcome) && carryOut(&keeper, Keeper) {
		reap(pid)
	}
}

// carryOut runs one of the scripts.
//
//go:nosplit
func carryOut(f *script.File, stage Stage) bool {
	failure.stage = stage
	f.Run(&failure.outcome)
	return f.Done(&failure.outcome)
}

// receive reads a script: its length in eight bytes, little-endian, then
// itself. The plan stands in the second, in front.
//
//go:nosplit
func receive(none *uintptr, stage Stage) (f script.File) {
	failure.stage, failure.outcome.Errno = Protocol, 0
	var size uintptr
	if !exactly(uintptr(unsafe.Pointer(&size)), 8) || size > maxSize {
		return f
	}
	// Populated at once: it is about to be written from end to end.
	r := script.Call(syscall.SYS_MMAP, 0, size, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_PRIVATE|syscall.MAP_ANONYMOUS|syscall.MAP_POPULATE, ^uintptr(0), 0)
	if failed(r) {
		failure.outcome.Errno = -r
		return f
	}
	if !exactly(r, size) {
		return f
	}
	b := *(*unsafe.Pointer)(unsafe.Pointer(&r))
	f = script.Load(b, size, unsafe.Pointer(none), unsafe.Pointer(none))
	if !f.Sound() || stage == Workload && !f.Ready() {
		return script.File{}
	}
	if stage == View {
		failure.plan, failure.length = r, f.Plan()
	}
	return f
}

// exactly reads n bytes. Where there are none any more volt run gave up, and
// has said why.
//
//go:nosplit
func exactly(at, n uintptr) bool {
	for n > 0 {
		r := script.Call(syscall.SYS_READ, Control, at, n, 0, 0, 0)
		if r == 0 {
			exit(exitCannotStart)
		}
		if failed(r) {
			if -r == uintptr(syscall.EINTR) {
				continue
			}
			failure.outcome.Errno = -r
			return false
		}
		at, n = at+r, n-r
	}
	return true
}

const (
	// Control is the socket to volt run.
	Control = 3
	// exitCannotStart is jail.ExitCannotStart.
	exitCannotStart = 125
)

// end is what volt run is told when the workload has ended.
type end struct {
	status uint32
	alone  uint8
}

// reap waits for every child of the namespace, the workload's orphans too,
// until the workload itself has ended; then it tells volt run, and exits.
//
//go:nosplit
func reap(workload uintptr) {
	var e end
	at := uintptr(unsafe.Pointer(&e))
	for {
		pid := script.Call(syscall.SYS_WAIT4, ^uintptr(0), at, 0, 0, 0, 0)
		if pid == workload {
			break
		}
		if failed(pid) && -pid != uintptr(syscall.EINTR) {
			exit(exitCannotStart)
		}
	}
	// With no child left the namespace is empty, and volt run need not wait
	// for the kernel to clear it away.
	if r := script.Call(syscall.SYS_WAIT4, ^uintptr(0), 0, syscall.WNOHANG, 0, 0, 0); -r == uintptr(syscall.ECHILD) {
		e.alone = 1
	}
	script.Call(syscall.SYS_WRITE, Control, at, 5, 0, 0, 0)
	exit(0)
}
