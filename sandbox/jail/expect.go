package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// Where struct stat has st_dev and st_ino, <asm/stat.h>.
const (
	deviceAt = 0
	inodeAt  = 8
)

// expect looks whether the service manager did what the unit asks for. It may
// have taken a setting without a word and done nothing.
func (s Script) expect(e *plan.Expect) {
	if len(e.Apart) == 0 && e.Root == (plan.File{}) {
		return
	}
	st := s.Words(make([]uint64, statWords)...)
	look := func(n script.Note, path string) {
		s.Add(n, syscall.SYS_NEWFSTATAT, script.Number(sys.AtFDCWD), s.String(path), script.Address(st), script.Number(0))
	}
	for _, ns := range e.Apart {
		n := script.Note{
			What: "trust the service manager with the " + ns.Name + " namespace",
			Hint: "it was to make one for the workload and did not; see volt-systemd(7)",
		}
		look(n, "/proc/self/ns/"+ns.Name)
		s.Look(n, script.Word(st+inodeAt, 0)).MustNotBe(1<<64-1, ns.Inode, 0)
	}
	if e.Root == (plan.File{}) {
		return
	}
	n := script.Note{
		What: "trust the service manager with the view",
		Hint: "the root is not the one the unit asks for; see volt-systemd(7)",
	}
	look(n, "/")
	s.Look(n, script.Word(st+deviceAt, 0)).MustBe(1<<64-1, e.Root.Device, 0)
	s.Look(n, script.Word(st+inodeAt, 0)).MustBe(1<<64-1, e.Root.Inode, 0)
}
