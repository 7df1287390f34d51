package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/volt-project/volt/unitgen/unit"
)

// makeSkeleton makes the empty root of services at path, when Volt is
// installed. It only adds: mount points of running services must stay.
func makeSkeleton(path string) error {
	folders, links := unit.Skeleton()
	for _, f := range folders {
		if err := os.MkdirAll(filepath.Join(path, f), 0o755); err != nil {
			return fmt.Errorf("cannot make the root of services: %w", err)
		}
	}
	for at, to := range links {
		if err := os.Symlink(to, filepath.Join(path, at)); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("cannot make the root of services: %w", err)
		}
	}
	return nil
}
