package analyze

import (
	"bytes"
	"errors"
)

// headSize is how much of a file execve(2) looks at, BINPRM_BUF_SIZE of the
// kernel's include/uapi/linux/binfmts.h.
const headSize = 256

// maxInterpreters is how many #! lines one execve(2) follows before it gives
// ELOOP, exec_binprm() in the kernel's fs/exec.c.
const maxInterpreters = 4

// shebang is a #! line.
type shebang struct {
	interpreter string
	argument    string // "" for none; everything after the interpreter is one argument
}

var errShebang = errors.New("its #! line names no interpreter, or is longer than 255 bytes")

// parseShebang reads the #! line at the start of a file as load_script() in
// the kernel's fs/binfmt_script.c does. ok is false for a file without one.
func parseShebang(head []byte) (s shebang, ok bool, err error) {
	if !bytes.HasPrefix(head, []byte("#!")) {
		return s, false, nil
	}
	truncated := len(head) >= headSize
	head = head[2:min(len(head), headSize)]
	line, _, found := bytes.Cut(head, []byte("\n"))
	if !found {
		line, _, found = bytes.Cut(head, []byte{0})
	}
	// A line that was cut off is accepted when the interpreter's name is
	// certain to be whole: a blank follows it.
	line = bytes.TrimLeft(line, " \t")
	if !found && truncated && !bytes.ContainsAny(line, " \t") {
		return s, true, errShebang
	}
	line = bytes.TrimRight(line, " \t")
	if i := bytes.IndexByte(line, 0); i >= 0 {
		line = line[:i]
	}
	name, rest := line, []byte(nil)
	if i := bytes.IndexAny(line, " \t"); i >= 0 {
		name, rest = line[:i], bytes.TrimLeft(line[i:], " \t")
	}
	if len(name) == 0 {
		return s, true, errShebang
	}
	return shebang{string(name), string(rest)}, true, nil
}
