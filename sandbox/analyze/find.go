package analyze

import (
	"fmt"
	"path"
)

// Find returns the absolute path of the program that req names, as execvp(3)
// finds it on the workload's PATH. Its errors wrap ErrNotFound or
// ErrNotExecutable.
func Find(req Request) (string, error) {
	if len(req.Argv) == 0 || req.Argv[0] == "" || !path.IsAbs(req.Dir) {
		return "", fmt.Errorf("cannot find the command: it is empty: %w", ErrNotFound)
	}
	m, _ := machineNamed("amd64")
	return newAnalysis("", req, m).lookup(req.Argv[0])
}
