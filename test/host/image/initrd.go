package image

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// writeInitrd makes the initial ramdisk of the unpacked root: busybox, the
// recipe's /init, and the modules it loads in the order of their names.
func writeInitrd(out, root string, r Recipe) error {
	trees, err := filepath.Glob(filepath.Join(root, "usr/lib/modules/*"))
	if err != nil || len(trees) != 1 {
		return fmt.Errorf("there are %d folders of modules, want one", len(trees))
	}
	order, err := moduleOrder(trees[0], r.Modules)
	if err != nil {
		return err
	}
	busybox, err := os.ReadFile(filepath.Join(root, "usr/bin/busybox"))
	if err != nil {
		if busybox, err = os.ReadFile(filepath.Join(root, "bin/busybox")); err != nil {
			return err
		}
	}
	var a cpioArchive
	for _, dir := range []string{"bin", "dev", "modules", "proc", "root"} {
		a.dir(dir)
	}
	a.file("bin/busybox", 0o755, busybox)
	a.file("init", 0o755, []byte(r.Init))
	for i, name := range order {
		text, err := readModule(filepath.Join(trees[0], name))
		if err != nil {
			return err
		}
		base, _, _ := strings.Cut(path.Base(name), ".ko")
		a.file(fmt.Sprintf("modules/%02d-%s.ko", i, base), 0o644, text)
	}
	return os.WriteFile(out, a.finish(), 0o644)
}

// moduleOrder returns the files below the modules' folder that must be loaded
// for names, each after those it needs.
func moduleOrder(tree string, names []string) ([]string, error) {
	dep, err := os.ReadFile(filepath.Join(tree, "modules.dep"))
	if err != nil {
		return nil, err
	}
	builtin, err := os.ReadFile(filepath.Join(tree, "modules.builtin"))
	if err != nil {
		return nil, err
	}
	return resolveModules(string(dep), string(builtin), names)
}

// resolveModules is moduleOrder on the texts of modules.dep and
// modules.builtin: modules.dep(5). A line of the first is "FILE: NEEDED...",
// the needed ones so that the last must be loaded first. A name that ends in ?
// need not exist.
func resolveModules(dep, builtin string, names []string) ([]string, error) {
	needs := map[string][]string{} // module name -> its file, then those it needs
	for line := range strings.Lines(dep) {
		file, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		if ok {
			needs[moduleName(file)] = append([]string{file}, strings.Fields(rest)...)
		}
	}
	isBuiltin := map[string]bool{}
	for line := range strings.Lines(builtin) {
		isBuiltin[moduleName(strings.TrimSpace(line))] = true
	}
	var order []string
	for _, name := range names {
		name, optional := strings.CutSuffix(name, "?")
		files, ok := needs[moduleName(name)]
		if !ok && !optional && !isBuiltin[moduleName(name)] {
			return nil, fmt.Errorf("the kernel has no module %s", name)
		}
		for _, file := range slices.Backward(files) {
			if !slices.Contains(order, file) {
				order = append(order, file)
			}
		}
	}
	return order, nil
}

// moduleName is the name the kernel knows a module by.
func moduleName(file string) string {
	base, _, _ := strings.Cut(path.Base(file), ".ko")
	return strings.ReplaceAll(base, "-", "_")
}

// readModule returns a module as the kernel loads it: busybox does not
// decompress them.
func readModule(file string) ([]byte, error) {
	if !strings.HasSuffix(file, ".xz") {
		return os.ReadFile(file)
	}
	var text, complaint bytes.Buffer
	cmd := exec.Command("xz", "-dc", file)
	cmd.Stdout, cmd.Stderr = &text, &complaint
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("cannot decompress %s: %w: %s; is xz-utils installed?", file, err, complaint.String())
	}
	return text.Bytes(), nil
}
