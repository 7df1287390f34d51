// Package profile holds the seccomp profiles as data that a reviewer can
// read: names of system calls, grouped, each group with its reason and each
// oddity with its own. It is pure and knows nothing of libseccomp.
//
// # How a filter comes about
//
// Build starts from a profile, opens what the granted capabilities need, opens
// what the policy allows by name, closes what it denies, and writes down one
// rule per call and alternative. Deny wins over everything. Package bpf
// compiles the result; Filter.Decide says what the result means.
//
//	default.go       the calls of "default"
//	strict.go        the calls of "strict"
//	closed.go        every other call, why it is closed, and what opens it
//	argument.go      calls that are narrowed by their arguments
//	family.go        sockets by family, type and protocol
//	capability.go    what each capability opens
//	table_gen.go     numbers, generated from kernel headers
//
// default.go and closed.go together name each call of the table exactly once,
// so a call of a new kernel cannot be passed over: a test fails until somebody
// has decided about it.
//
// # Answers
//
// A closed call answers EPERM. It answers ENOSYS where its callers have an
// older way and take it on ENOSYS only: clone3, io_uring, openat2 and the like
// (Absent in closed.go). A number that the table does not know answers ENOSYS.
// A 32-bit call and an x32 call end the process.
//
// # What Allow cannot open
//
// Options.Allow opens calls whose danger is the administrator's to weigh, such
// as ptrace or perf_event_open. It does not open
//
//   - what only a capability makes useful, or what would hand one out: mounts,
//     namespaces, kernel modules, the clock, reboot. Granting the capability
//     opens them (byCapability in closed.go);
//   - what a filter cannot look into: clone3 and io_uring (never in closed.go);
//   - AF_ALG, and families that are not in family.go;
//   - arguments that a rule refuses. Allowing ioctl does not bring TIOCSTI back.
//
// # What the filter cannot do
//
// It sees registers and not memory: paths, addresses and ports are Landlock's
// and the namespaces' matter. It does not keep memory from being writable and
// executable, because just-in-time compilers need that. Argument rules refuse
// the set-id bits in every profile, but openat2, which current programs use,
// carries the mode of a new file in memory. Options.NoSetID makes it absent,
// for workloads that can make files in a folder of the host.
package profile
