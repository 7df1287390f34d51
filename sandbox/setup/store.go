package setup

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/compile/cache"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// Store computes what is expensive, or takes it from the cache.
type Store struct {
	dir   *cache.Dir // nil: there is no cache to be trusted, and none is kept
	build []byte     // what tells this build of Volt from others
}

// OpenStore opens this user's store, for one version of Volt. It never fails:
// without a cache a start only takes longer.
func OpenStore(version string) *Store {
	s := &Store{build: buildID(version)}
	if s.build == nil {
		return s
	}
	s.dir, _ = cache.Open(cache.Folder(os.Geteuid(), os.Getenv), os.Geteuid())
	return s
}

// buildID tells builds of one version apart by the files of the two programs
// that decide what is cached. Without both there is nothing to tell by.
func buildID(version string) []byte {
	id := []byte(version)
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	compiler, err := Program(compiler)
	if err != nil {
		return nil
	}
	for _, name := range []string{self, compiler} {
		fi, err := os.Stat(name)
		if err != nil {
			return nil
		}
		id = binary.LittleEndian.AppendUint64(id, uint64(fi.Size()))
		id = binary.LittleEndian.AppendUint64(id, uint64(fi.ModTime().UnixNano()))
	}
	return id
}

// Filter is the compiled form of a profile.
func (s *Store) Filter(o profile.Options) ([]plan.Insn, error) {
	want, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("cannot describe the system call filter: %w", err)
	}
	key := cache.NewKey([]byte("filter"), s.build, want)
	if b, ok := s.dir.Get(key); ok {
		if f, err := plan.DecodeInsns(b); err == nil {
			return f, nil
		}
	}
	f, err := profile.Build(o)
	if err != nil {
		return nil, err
	}
	b, err := compileFilter(f)
	if err != nil {
		return nil, err
	}
	insns, err := plan.DecodeInsns(b)
	if err != nil {
		return nil, fmt.Errorf("cannot use what volt-bpf compiled: %w", err)
	}
	// A cache that cannot be written costs time and nothing else.
	_ = s.dir.Put(key, b)
	return insns, nil
}

// compileFilter has volt-bpf, which is linked with libseccomp, compile f.
func compileFilter(f profile.Filter) ([]byte, error) {
	name, err := Program(compiler)
	if err != nil {
		return nil, err
	}
	in, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("cannot describe the system call filter: %w", err)
	}
	var out, problem bytes.Buffer
	cmd := exec.Command(name)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &problem
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("cannot compile the system call filter: %w: %s", err, bytes.TrimSpace(problem.Bytes()))
	}
	return out.Bytes(), nil
}

// cachedAnalysis is an analysis as it is kept, with what it depends on.
type cachedAnalysis struct {
	Result analyze.Result
	Inputs []analyze.Input
}

// Analyze gives the automatic policy of a command.
func (s *Store) Analyze(req analyze.Request) (*analyze.Result, error) {
	want, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("cannot describe the command: %w", err)
	}
	key := cache.NewKey([]byte("analysis"), s.build, want)
	if b, ok := s.dir.Get(key); ok {
		var c cachedAnalysis
		if json.Unmarshal(b, &c) == nil && fresh(c.Inputs) {
			c.Result.Inputs = c.Inputs
			return &c.Result, nil
		}
	}
	res, err := analyze.Analyze(req)
	if err != nil {
		return nil, err
	}
	if b, err := json.Marshal(cachedAnalysis{*res, res.Inputs}); err == nil {
		_ = s.dir.Put(key, b)
	}
	return res, nil
}

func fresh(inputs []analyze.Input) bool {
	for _, in := range inputs {
		if !in.Fresh() {
			return false
		}
	}
	return len(inputs) > 0
}
