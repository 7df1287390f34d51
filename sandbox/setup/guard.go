package setup

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/compile/cache"
	"github.com/volt-project/volt/sandbox/policy"
)

// ownPlace is a folder of Volt's that decides about later starts.
type ownPlace struct{ path, what string }

// ownPlaces are the folders no workload may write: whoever can, chooses the
// filter, the policy or the program of the next start.
func ownPlaces() []ownPlace {
	places := []ownPlace{
		{cache.Folder(os.Geteuid(), os.Getenv), "Volt's cache"},
		{RunFolder(), "Volt's records of running workloads"},
	}
	for _, name := range []string{Jail, compiler} {
		if p, err := Program(name); err == nil {
			places = append(places, ownPlace{filepath.Dir(p), "Volt's own programs"})
		}
	}
	if self, err := os.Executable(); err == nil {
		places = append(places, ownPlace{filepath.Dir(self), "Volt's own programs"})
	}
	return places
}

// Guard is the compiler's question about every place that is listed: none may
// let the workload change Volt, and none that was worked out (automatic) may
// open what is secret, whatever its name has come to mean since. What ordered
// lists was asked for in so many words.
func Guard(automatic bool, ordered policy.Policy) func(real string, write bool) error {
	own := ownPlaces()
	for i := range own {
		if real, err := filepath.EvalSymlinks(own[i].path); err == nil {
			own[i].path = real
		}
	}
	asked := resolved(ordered)
	return func(real string, write bool) error {
		for _, p := range own {
			if write && p.path != "" && (compile.Covers(p.path, real) || compile.Covers(real, p.path)) {
				return fmt.Errorf("cannot allow fs_write on %s: whoever can change %s (%s) decides about the next start; "+
					"list the folders that are to be written", real, p.path, p.what)
			}
		}
		if !automatic {
			return nil
		}
		for _, path := range asked {
			if compile.Covers(path, real) {
				return nil
			}
		}
		if why, secret := analyze.Secret(real); secret {
			return fmt.Errorf("cannot use the policy that was worked out: it would open %s (%s); "+
				"write a policy, or add --ro %s if that is meant", real, why, real)
		}
		return nil
	}
}

// resolved are the paths that p lists, with their links followed.
func resolved(p policy.Policy) []string {
	var out []string
	for _, list := range [][]string{p.FSRead, p.FSWrite, p.FSExecute} {
		for _, path := range list {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				out = append(out, real)
			}
		}
	}
	return out
}
