package run_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
)

// The plan's file: in both forms, damaged, and shared between workloads.

// TestJailPlanFile: what is not a whole plan of this version is refused.
func TestJailPlanFile(t *testing.T) {
	good := plan.Encode(basicPlan(t, "/usr/bin/echo", "started"))
	dir := folder(t)
	flipped := bytes.Clone(good)
	flipped[14] ^= 0xff // in the length of the program's name
	other := bytes.Clone(good)
	other[8]++ // the version, behind eight bytes of magic
	for _, tt := range []struct {
		name string
		text []byte
		want string
	}{
		{"damaged", flipped, "plan is damaged"},
		{"cut", good[:len(good)/2], "plan is damaged"},
		{"longer", append(bytes.Clone(good), 0), "plan is damaged"},
		{"other version", other, "plan was written by another version of Volt"},
		{"no plan", []byte("#!/bin/sh\necho started\n"), "not a plan"},
		{"empty", nil, "not a plan"},
		{"large", bytes.Repeat([]byte{'x'}, 3<<20), "plan is larger than 1 MiB"},
	} {
		name := writeFile(t, filepath.Join(dir, "plan"), string(tt.text))
		finish(t, root().command(t, program("volt-jail"), name)).wantSentence(t, 125, "volt-jail: cannot use the plan "+name+": "+tt.want)
	}
	for name, want := range map[string]string{
		filepath.Join(dir, "none"): "no such file or directory", dir: "is a directory", "": "one argument is wanted", "--bogus": "one argument is wanted",
	} {
		finish(t, root().command(t, program("volt-jail"), name)).wantSentence(t, 125, "volt-jail: cannot ", want)
	}
	finish(t, root().command(t, program("volt-jail"))).wantSentence(t, 125, "one argument is wanted")
}

// TestJailDamaged: a script that is damaged in any place is refused, and
// nothing is started.
func TestJailDamaged(t *testing.T) {
	marker := filepath.Join(folder(t), "marker")
	good := jail.Encode(basicPlan(t, "/usr/bin/touch", marker))
	if len(good) < 20_000 {
		t.Fatalf("the file has only %d bytes: there is no script in it", len(good))
	}
	file := filepath.Join(folder(t), "plan")
	try := func(what string, text []byte) {
		writeFile(t, file, string(text))
		r := finish(t, root().command(t, program("volt-jail"), file))
		if r.code != 125 || !strings.HasPrefix(r.stderr, "volt-jail: cannot use the plan "+file+": ") || exists(t, marker) {
			t.Errorf("%s: exit %d, %q", what, r.code, r.stderr)
		}
	}
	for i := range 40 {
		bad, at := bytes.Clone(good), (len(good)-1)*i/39
		bad[at] ^= 1 << (i % 8)
		try(fmt.Sprintf("byte %d of %d", at, len(good)), bad)
	}
	for _, n := range []int{8, 56, 64, 4096, len(good) / 2, len(good) - 56, len(good) - 8, len(good) - 1} {
		try(fmt.Sprintf("cut to %d", n), good[:n])
	}
	try("longer", append(bytes.Clone(good), make([]byte, 8)...))
	try("twice", append(bytes.Clone(good), good...))
}

// TestJailScriptAlone: with a script, the Go runtime is not started when all
// goes well. It would say so.
func TestJailScriptAlone(t *testing.T) {
	eachWay(t, basicPlan(t, "/usr/bin/true"), func(t *testing.T, file string) {
		r := finish(t, root().command(t, "env", "GODEBUG=inittrace=1", program("volt-jail"), file))
		script := strings.HasSuffix(t.Name(), "script")
		if r.code != 0 || strings.Contains(r.stderr, "init ") == script {
			t.Errorf("exit %d, said %q", r.code, r.stderr)
		}
	})
}

// TestJailFolderAsStream: a folder as a standard stream is refused in both
// ways, and a closed stream is none.
func TestJailFolderAsStream(t *testing.T) {
	eachWay(t, basicPlan(t, "/usr/bin/echo", "started"), func(t *testing.T, file string) {
		for redirect, want := range map[string]string{
			"</usr":       "volt-jail: cannot hand down descriptor 0: it is a folder, through which the workload would get around the sandbox; redirect it elsewhere\n",
			">&1":         "started\n",
			"<&-":         "started\n",
			"0>&- 3</usr": "started\n",
		} {
			r := finish(t, root().command(t, "sh", "-c", `"$@" `+redirect, "sh", program("volt-jail"), file))
			if r.stdout+r.stderr != want {
				t.Errorf("%s: exit %d, %q", redirect, r.code, r.stdout+r.stderr)
			}
		}
	})
}

// TestJailSharedPlan: a plan without a command line takes that of volt-jail.
func TestJailSharedPlan(t *testing.T) {
	p := basicPlan(t, "")
	p.Exec.Path, p.Exec.Argv = "", nil
	said := map[string]map[string]bool{}
	eachWay(t, p, func(t *testing.T, file string) {
		run := func(argv ...string) result {
			return finish(t, root().command(t, append([]string{program("volt-jail"), file}, argv...)...))
		}
		run("/usr/bin/printf", "%s|", "a b", "", "--", "-x").want(t, 0, "a b||--|-x|", "")
		run("/usr/bin/env", "A=1", "sh", "-c", "echo $A $PATH").want(t, 0, "1 "+strings.TrimPrefix(root().environ()[0], "PATH=")+"\n", "")
		for _, tt := range []struct {
			argv []string
			code int
			want string
		}{
			{nil, 125, "it has no command line, and none was given"},
			{[]string{"touch", "/tmp/x"}, 125, "cannot execute touch: it is not an absolute path"},
			{[]string{""}, 125, "it is not an absolute path"},
			{[]string{"/usr/bin/none", "x"}, 127, "cannot execute /usr/bin/none: no such file or directory: it, or the interpreter"},
			{[]string{"/usr/bin/no\x1bne"}, 127, "cannot execute /usr/bin/no?ne: no such file"},
			{[]string{"/etc/passwd"}, 126, "cannot execute /etc/passwd: permission denied: add it to fs_execute"},
			{[]string{"/usr/" + strings.Repeat("x/", 3000)}, 125, "file name too long"},
		} {
			r := run(tt.argv...)
			r.wantSentence(t, tt.code, "volt-jail: cannot ", tt.want)
			key := fmt.Sprintf("%q", tt.argv)
			if said[key] == nil {
				said[key] = map[string]bool{}
			}
			said[key][strings.ReplaceAll(r.stderr, file, "PLAN")] = true
		}
	})
	for argv, sentences := range said {
		if len(sentences) != 1 && len(argv) < 1000 {
			t.Errorf("%s: the two ways say different things: %v", argv, sentences)
		}
	}
	eachWay(t, basicPlan(t, "/usr/bin/echo", "started"), func(t *testing.T, file string) {
		finish(t, root().command(t, program("volt-jail"), file, "/usr/bin/true")).
			wantSentence(t, 125, "it has a command line of its own, and another was given")
	})
}

// TestJailSize: small enough to be started for every workload.
func TestJailSize(t *testing.T) {
	const most = 2_000_000 // bytes
	fi, err := os.Stat(program("volt-jail"))
	must(t, err)
	if fi.Size() > most {
		t.Errorf("volt-jail has %d bytes, more than %d", fi.Size(), most)
	}
}

// TestJailMemory: the peak of volt-jail with a full plan, started in both ways. It is caught after
// all its work: execve has failed, and the sentence about it does not fit into
// a full pipe. Peaks that wait4(2) tells are no use here: they count the
// memory of the process that forked, too.
func TestJailMemory(t *testing.T) {
	p := basicPlan(t, "/usr/bin/none")
	for range 300 {
		p.Landlock.Paths = append(p.Landlock.Paths, plan.PathRule{Path: "/usr/lib", Access: landlockReadFile})
	}
	eachWay(t, p, peakWhenRefused)
}

func peakWhenRefused(t *testing.T, file string) {
	r, w, err := os.Pipe()
	must(t, err)
	defer r.Close()
	fd := int(w.Fd())
	must(t, unix.SetNonblock(fd, true))
	for err == nil {
		_, err = unix.Write(fd, make([]byte, 4096))
	}
	must(t, unix.SetNonblock(fd, false))
	cmd := root().command(t, program("volt-jail"), file)
	cmd.Stderr = w
	must(t, cmd.Start())
	w.Close()
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	eventually(t, "volt-jail to write its sentence", func() bool {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/syscall", cmd.Process.Pid))
		return err == nil && strings.HasPrefix(string(text), strconv.Itoa(syscall.SYS_WRITE)+" ")
	})
	wantSmall(t, "volt-jail with a plan", cmd.Process.Pid)
}

// TestDirectMemory: the same program as PID 1 beside a workload of volt run.
func TestDirectMemory(t *testing.T) {
	s := begin(t, root().run(t, "--", "/usr/bin/cat"))
	workload(t, s, "cat")
	wantSmall(t, "volt-jail as PID 1", workload(t, s, "volt-jail").pid)
}

func wantSmall(t *testing.T, what string, pid int) {
	t.Helper()
	const most = 6000 // kB
	text, _, _ := strings.Cut(status(t, pid)["VmHWM"], " ")
	peak, err := strconv.Atoi(text)
	must(t, err)
	if peak == 0 || peak >= most {
		t.Errorf("%s had %d kB of memory at its peak, want less than %d", what, peak, most)
	}
	t.Logf("%s had %d kB of memory at its peak", what, peak)
}

// TestDirectMessages: PID 1 runs nothing but whole scripts; it says what is
// wrong with others, and is silent when volt run gave up.
func TestDirectMessages(t *testing.T) {
	file := jail.ForChild(basicPlan(t, "/usr/bin/echo", "started")).File(nil)
	head := func(n int, b []byte) []byte { return append(binary.LittleEndian.AppendUint64(nil, uint64(n)), b...) }
	flipped := bytes.Clone(file)
	flipped[len(flipped)/2] ^= 1
	const damaged = "volt-jail: cannot read the plan from volt run: what came is damaged; volt and volt-jail must be of one build\n"
	for _, tt := range []struct {
		name string
		sent []byte
		want string
	}{
		{"nothing", nil, ""},
		{"half a length", []byte{1, 2, 3}, ""},
		{"half a script", head(len(file), file[:len(file)/2]), ""},
		{"no script", head(16, make([]byte, 16)), damaged},
		{"empty", head(0, nil), "volt-jail: cannot read the plan from volt run: invalid argument\n"},
		{"huge", head(1<<40, nil), damaged},
		{"damaged", head(len(file), flipped), damaged},
		{"plan", head(1<<10, plan.Encode(basicPlan(t, "/usr/bin/echo"))[:1<<10]), damaged},
	} {
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		must(t, err)
		theirs := os.NewFile(uintptr(pair[1]), "control")
		cmd := root().command(t, program("volt-jail"), "--direct")
		cmd.ExtraFiles = []*os.File{theirs}
		_, err = unix.Write(pair[0], tt.sent)
		must(t, err)
		must(t, unix.Shutdown(pair[0], unix.SHUT_WR))
		r := finish(t, cmd)
		if r.code != 125 || r.stdout+r.stderr != tt.want {
			t.Errorf("%s: exit %d, %q, want %q", tt.name, r.code, r.stdout+r.stderr, tt.want)
		}
		theirs.Close()
		must(t, unix.Close(pair[0]))
	}
	finish(t, root().command(t, program("volt-jail"), "--direct")).
		wantSentence(t, 125, "volt-jail: cannot read the plan from volt run: bad file descriptor")
}
