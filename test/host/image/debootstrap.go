package image

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// debootstrapArgs are the arguments of mmdebstrap(1). Suites are those of the
// recipe; backports are only looked at for the kernel, which the hook asks for.
func debootstrapArgs(r Recipe, mirror, root, hook string) []string {
	args := []string{
		"--mode=root", "--format=directory", "--variant=" + r.Select,
		"--include=" + strings.Join(r.Packages, ","),
		`--aptopt=Acquire::Languages "none"`,
		"--aptopt=Acquire::Retries 3",
		"--dpkgopt=path-exclude=/usr/share/man/*",
		"--dpkgopt=path-exclude=/usr/share/locale/*",
		"--dpkgopt=path-exclude=/usr/share/doc/*",
	}
	if r.Kernel != "" {
		args = append(args, "--customize-hook="+hook)
	}
	args = append(args, r.Suite, root, "deb "+mirror+" "+r.Suite+" main")
	if r.Release != "" && r.Release != r.Suite {
		args = append(args, "deb "+mirror+" "+r.Release+" main")
	}
	return args
}

// findMirror is the address of the Debian mirror: VOLT_TEST_MIRROR, or the one
// that apt on this machine uses.
func findMirror() (string, error) {
	if m := os.Getenv("VOLT_TEST_MIRROR"); m != "" {
		return m, nil
	}
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian").Output()
	mirror, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if mirror == "" {
		return "", fmt.Errorf("cannot find a Debian mirror: apt has none (%v); set VOLT_TEST_MIRROR to the address of one", cmp.Or(err, errors.New("its list is empty")))
	}
	return mirror, nil
}

// buildError says what could not be fetched or unpacked, and from where.
func buildError(r Recipe, mirror, log string, err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("cannot build image %s: %w; run make deps", r.Kind, err)
	}
	text, readErr := os.ReadFile(log)
	if readErr != nil {
		return fmt.Errorf("cannot build image %s: mmdebstrap: %w, and its log is lost: %w", r.Kind, err, readErr)
	}
	return fmt.Errorf("cannot build image %s from %s: mmdebstrap: %w; see %s\n%s", r.Kind, mirror, err, log, complaints(text))
}

// complaints are the lines of a log of apt and mmdebstrap that say what went
// wrong, or its last lines.
func complaints(log []byte) string {
	var out []string
	for line := range strings.Lines(string(log)) {
		if strings.HasPrefix(line, "E: ") || strings.HasPrefix(line, "Err:") || strings.HasPrefix(line, "dpkg: error") {
			out = append(out, "    "+strings.TrimSpace(line))
		}
	}
	if len(out) == 0 {
		return lastLines(log, 10)
	}
	return strings.Join(out[:min(len(out), 10)], "\n")
}

// lastLines are the last n lines of a program's output.
func lastLines(text []byte, n int) string {
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-n):], []byte("\n")))
}
