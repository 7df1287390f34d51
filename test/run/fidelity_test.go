package run_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// What a workload must find as if it had been started without Volt.

// TestEnvironment: clean unless more is asked for. What Volt sets for its own
// programs never arrives; the same name from the user does.
func TestEnvironment(t *testing.T) {
	policy := shellPolicy(t)
	const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	for _, tt := range []struct {
		name        string
		args, extra []string // options; variables of volt run
		want        []string
	}{
		{"clean", nil, nil, nil},
		{"go's variables of the parent", nil, []string{"GOMAXPROCS=2", "GOGC=7", "GODEBUG=x", "GOTRACEBACK=all"}, nil},
		{"set", []string{"--env", "A=b=c", "--env", "EMPTY=", "--env", "A=d"}, nil, []string{"A=d", "EMPTY="}},
		{"passed", []string{"--env-pass", "SECRET_OF_THE_PARENT", "--env-pass", "NOT_THERE"}, nil, []string{"SECRET_OF_THE_PARENT=1"}},
		{"set wins over passed", []string{"--env", "X=set", "--env-pass", "X"}, []string{"X=passed"}, []string{"X=set"}},
		{"the user's own GOMAXPROCS", []string{"--env", "GOMAXPROCS=3", "--env", "GOGC=50"}, nil, []string{"GOMAXPROCS=3", "GOGC=50"}},
		{"the user's own, passed", []string{"--env-pass", "GOMAXPROCS"}, []string{"GOMAXPROCS=2"}, []string{"GOMAXPROCS=2"}},
		{"bytes", []string{"--env", "B=\xff\n'\""}, nil, []string{"B=\xff\n'\""}},
		{"replaced", []string{"--env", "HOME=/tmp", "--env", "LANG=x", "--env", "TERM=y"}, nil, []string{"HOME=/tmp", "LANG=x", "TERM=y"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asEach(t, func(t *testing.T, c caller) {
				cmd := c.run(t, append(tt.args, "--policy", policy, "--", "/usr/bin/env", "-0")...)
				cmd.Env = append(cmd.Env, tt.extra...)
				home := "HOME=/"
				if c.id != 0 {
					home = "HOME=" + program("home")
				}
				want := []string{path}
				for _, v := range append([]string{home, "LANG=C.UTF-8", "TERM=dumb"}, tt.want...) {
					name, _, _ := strings.Cut(v, "=")
					want = append(slices.DeleteFunc(want, func(w string) bool { return strings.HasPrefix(w, name+"=") }), v)
				}
				r := finish(t, cmd)
				got := strings.Split(strings.TrimSuffix(r.stdout, "\x00"), "\x00")
				slices.Sort(got)
				slices.Sort(want)
				if r.code != 0 || !slices.Equal(got, want) {
					t.Errorf("exit %d %s\n got %q\nwant %q", r.code, r.stderr, got, want)
				}
			})
		})
	}
}

// TestInherited compares what a workload finds in /proc/self/status and limits
// with what the very same parent gives a program without Volt.
func TestInherited(t *testing.T) {
	policy := shellPolicy(t)
	const show = "test -r /etc/alternatives/. || echo closed; grep -E '^(Umask|SigBlk|SigIgn|SigPnd|ShdPnd):' /proc/self/status; cat /proc/self/limits"
	for _, tt := range []struct {
		name   string
		parent []string
	}{
		{"as they are", []string{"env"}},
		{"umask", []string{"sh", "-c", `umask 0137; exec "$@"`, "sh"}},
		{"umask of the careful", []string{"sh", "-c", `umask 0077; exec "$@"`, "sh"}},
		{"open files", []string{"prlimit", "--nofile=777:1234", "--"}},
		{"few open files", []string{"prlimit", "--nofile=64:64", "--"}},
		{"soft limits", []string{"prlimit", "--core=0", "--stack=1048576", "--nproc=4000", "--cpu=50", "--"}},
		{"ignored signals", []string{"env", "--ignore-signal=PIPE", "--ignore-signal=USR1", "--ignore-signal=HUP", "--ignore-signal=RTMIN+5"}},
		{"blocked signals", []string{"env", "--block-signal=USR1", "--block-signal=TERM", "--block-signal=RTMAX", "--block-signal=CHLD"}},
		{"many ignored", []string{"env", "--ignore-signal=INT,QUIT,ABRT,USR2,SEGV,ALRM,TERM,CHLD,TSTP,TTIN,TTOU,URG,XCPU,WINCH,IO,PWR,RTMIN,RTMAX"}},
		{"all blocked", []string{"env", "--block-signal"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asEach(t, func(t *testing.T, c caller) {
				bare := finish(t, c.command(t, append(slices.Clone(tt.parent), "sh", "-c", show)...))
				confined := finish(t, c.prefixed(t, tt.parent, "--policy", policy, "--", "sh", "-c", show))
				if bare.code != 0 || len(bare.stdout) < 500 {
					t.Fatalf("without Volt: exit %d, %q, %s", bare.code, bare.stdout, bare.stderr)
				}
				confined.want(t, 0, bare.stdout, bare.stderr)
			})
		})
	}
}

// TestArguments: any bytes but NUL, in any number.
func TestArguments(t *testing.T) {
	policy := shellPolicy(t)
	many := make([]string, 5000)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	for name, args := range map[string][]string{
		"empty":     {"", "", "x", ""},
		"bytes":     {"\xff\xfe", "a\nb", "\x01\x7f", "'\"$`\\", " ", "é"},
		"dashes":    {"-x", "--", "--env", "-"},
		"long":      {strings.Repeat("y", 100_000)},
		"many":      many,
		"no others": nil,
	} {
		t.Run(name, func(t *testing.T) {
			argv := append([]string{"sh", "-c", "cat /proc/$$/cmdline; :", "sh"}, args...)
			want := strings.Join(argv, "\x00") + "\x00"
			asEach(t, func(t *testing.T, c caller) {
				finish(t, c.run(t, append([]string{"--policy", policy, "--"}, argv...)...)).want(t, 0, want, "")
			})
		})
	}
}

// TestWorkingDirectory: the caller's where the workload may be there, / where
// not, and what --workdir says or an error.
func TestWorkingDirectory(t *testing.T) {
	inside, outside := folder(t), folder(t)
	policy := shellPolicy(t, inside)
	must(t, os.Mkdir(filepath.Join(inside, "sub"), 0o755))
	must(t, os.Mkdir(filepath.Join(inside, "closed"), 0o700))
	for _, tt := range []struct {
		name, dir, workdir, want string
	}{
		{"inside", filepath.Join(inside, "sub"), "", filepath.Join(inside, "sub")},
		{"outside", outside, "", "/"},
		{"not to be entered", filepath.Join(inside, "closed"), "", "/"},
		{"asked for", outside, inside, inside},
		{"asked for, relative", inside, "sub", filepath.Join(inside, "sub")},
		{"the root", inside, "/", "/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := []string{"--policy", policy, "--", "pwd", "-P"}
			if tt.workdir != "" {
				args = append([]string{"--workdir", tt.workdir}, args...)
			}
			cmd := root().run(t, args...)
			cmd.Dir = tt.dir
			finish(t, cmd).want(t, 0, tt.want+"\n", "")
		})
	}
	for _, dir := range []string{outside, filepath.Join(inside, "none"), filepath.Join(inside, "closed")} {
		finish(t, root().run(t, "--workdir", dir, "--policy", policy, "--", "pwd")).wantSentence(t, 125, "working directory "+dir)
	}
}

// TestStandardStreams: the workload's streams are the caller's own files, not
// copies of what goes through them.
func TestStandardStreams(t *testing.T) {
	policy := shellPolicy(t)
	const show = "for n in 0 1 2; do stat -L -c '%d:%i %F' /proc/self/fd/$n; done > /proc/self/fd/1; echo error >&2"
	asEach(t, func(t *testing.T, c caller) {
		dir := folder(t)
		var files [3]*os.File
		var want string
		for i := range files {
			f, err := os.Create(filepath.Join(dir, strconv.Itoa(i)))
			must(t, err)
			defer f.Close()
			must(t, f.Chmod(0o666))
			files[i] = f
		}
		for i := range files {
			var st unix.Stat_t
			must(t, unix.Fstat(int(files[i].Fd()), &st))
			kind := "regular empty file"
			if i == 1 { // what was written for descriptor 0 is there by now
				kind = "regular file"
			}
			want += fmt.Sprintf("%d:%d %s\n", st.Dev, st.Ino, kind)
		}
		cmd := c.run(t, "--policy", policy, "--", "sh", "-c", strings.Replace(show, " > /proc/self/fd/1", "", 1))
		cmd.Stdin, cmd.Stdout, cmd.Stderr = files[0], files[1], files[2]
		if r := finish(t, cmd); r.code != 0 {
			t.Errorf("exit %d", r.code)
		}
		if got := read(t, files[1].Name()); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := read(t, files[2].Name()); got != "error\n" {
			t.Errorf("on standard error: %q", got)
		}
	})
}

// TestDescriptors: what the caller left open does not arrive.
func TestDescriptors(t *testing.T) {
	policy := shellPolicy(t)
	const show = "for n in /proc/self/fd/*; do :; done; ls /proc/self/fd | wc -l; test -e /proc/$$/fd/7 || echo no 7"
	asEach(t, func(t *testing.T, c caller) {
		cmd := c.run(t, "--policy", policy, "--", "sh", "-c", show)
		for range 6 { // descriptors 3 to 8
			r, w, err := os.Pipe()
			must(t, err)
			defer r.Close()
			defer w.Close()
			cmd.ExtraFiles = append(cmd.ExtraFiles, w)
		}
		// The standard three, and the folder that ls reads.
		finish(t, cmd).want(t, 0, "4\nno 7\n", "")
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	f, err := l.(*net.TCPListener).File()
	must(t, err)
	defer f.Close()
	cmd := root().run(t, "--policy", policy, "--", "sh", "-c", "ls -l /proc/$$/fd | grep -c socket")
	cmd.ExtraFiles = []*os.File{f}
	finish(t, cmd).want(t, 1, "0\n", "")
}

// TestClosedStreams: a caller without standard streams does no harm, and what
// Volt opens itself does not take their place.
func TestClosedStreams(t *testing.T) {
	policy := shellPolicy(t)
	const show = "for n in 0 1 2; do readlink /proc/$$/fd/$n; done | sed 's/:.*//'"
	for _, tt := range []struct{ closed, show, stdout, stderr string }{
		{"", show, "pipe\npipe\npipe\n", ""},
		{"<&-", show, "/dev/null\npipe\npipe\n", ""},
		{"2>&-", show, "pipe\npipe\n/dev/null\n", ""},
		{"<&- 2>&-", show, "/dev/null\npipe\n/dev/null\n", ""},
		{">&-", "exec 3>&2; " + show + " >&3", "", "pipe\n/dev/null\npipe\n"},
		{"<&- >&-", "exec 3>&2; " + show + " >&3", "", "/dev/null\n/dev/null\npipe\n"},
	} {
		cmd := root().prefixed(t, []string{"sh", "-c", `exec "$@" ` + tt.closed, "sh"}, "--policy", policy, "--", "sh", "-c", tt.show)
		cmd.Stdin = strings.NewReader("x")
		finish(t, cmd).want(t, 0, tt.stdout, tt.stderr)
	}
}

// TestLargeStreams: 32 MiB go in and come out unchanged.
func TestLargeStreams(t *testing.T) {
	policy := shellPolicy(t)
	data := make([]byte, 32<<20)
	_, err := rand.Read(data)
	must(t, err)
	asEach(t, func(t *testing.T, c caller) {
		var out bytes.Buffer
		cmd := c.run(t, "--policy", policy, "--", "cat")
		cmd.Stdin, cmd.Stdout = bytes.NewReader(data), &out
		if r := finish(t, cmd); r.code != 0 || !bytes.Equal(out.Bytes(), data) {
			t.Errorf("exit %d, %d of %d bytes, %s", r.code, out.Len(), len(data), r.stderr)
		}
	})
}

// TestClosedOutput: a reader that goes away ends the workload with SIGPIPE.
func TestClosedOutput(t *testing.T) {
	r, w, err := os.Pipe()
	must(t, err)
	cmd := root().run(t, "--policy", shellPolicy(t), "--", "yes")
	cmd.Stdout = w
	must(t, cmd.Start())
	w.Close()
	_, err = r.Read(make([]byte, 100))
	must(t, err)
	r.Close()
	_ = cmd.Wait()
	if code := exitCode(cmd.ProcessState); code != 128+int(syscall.SIGPIPE) {
		t.Errorf("exit %d, want 141", code)
	}
}
