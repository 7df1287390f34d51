package policy

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// example is the policy of the security model, character for character.
const example = `{
  "fs_read": ["/usr", "/etc/ssl", "/var/data"],
  "fs_write": ["/var/data", "/tmp"],
  "fs_execute": ["/usr/bin", "/usr/sbin"],
  "net_bind": [80, 443],
  "net_connect": [5432, 6379]
}`

func TestParseExample(t *testing.T) {
	got, err := Parse("example.json", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	want := &Policy{
		FSRead:     []string{"/usr", "/etc/ssl", "/var/data"},
		FSWrite:    []string{"/var/data", "/tmp"},
		FSExecute:  []string{"/usr/bin", "/usr/sbin"},
		NetBind:    []Port{{TCP, 80, 80}, {TCP, 443, 443}},
		NetConnect: []Port{{TCP, 5432, 5432}, {TCP, 6379, 6379}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if printed := string(Print(got)); printed != example+"\n" {
		t.Errorf("printed:\n%s\nwant:\n%s", printed, example)
	}
}

func TestParseAllKeys(t *testing.T) {
	got, err := Parse("all-keys.json", read(t, "testdata/good/all-keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Policy{
		FSRead:       []string{"/"},
		FSWrite:      []string{"/var/lib/web"},
		FSExecute:    []string{"/usr/bin/["},
		NetBind:      []Port{{TCP, 8000, 8010}, {UDP, 53, 53}, {UDP, 5000, 5010}},
		NetConnect:   []Port{{TCP, 5432, 5432}, {TCP, 1, 65535}},
		Capabilities: []string{"CAP_NET_BIND_SERVICE", "CAP_CHECKPOINT_RESTORE"},
		Seccomp: Seccomp{
			Profile: SeccompStrict,
			Allow:   []string{"ptrace", "AF_NETLINK"},
			Deny:    []string{"AF_X25", "io_uring_setup"},
		},
		Scope: []Scope{ScopeSignal, ScopeAbstractUnix},
		Base:  BaseNone,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseEscapes(t *testing.T) {
	got, err := Parse("escapes.json", read(t, "testdata/good/escapes.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"/usr/share", `/a"b\c`, "/\U0001F600", "/café", "/\u202e"}
	if !reflect.DeepEqual(got.FSRead, want) {
		t.Errorf("got %q, want %q", got.FSRead, want)
	}
}

// TestParseBad holds every broken policy of testdata/bad against the message
// that lies beside it, NAME.err for NAME.json.
func TestParseBad(t *testing.T) {
	for _, file := range glob(t, "testdata/bad/*.json") {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			want := strings.TrimSuffix(string(read(t, strings.TrimSuffix(file, ".json")+".err")), "\n")
			p, err := Parse(name, read(t, file))
			if err == nil {
				t.Fatalf("accepted as %+v, want the error:\n%s", p, want)
			}
			if p != nil {
				t.Errorf("returned %+v together with an error", p)
			}
			if err.Error() != want {
				t.Errorf("got:\n%s\nwant:\n%s", err, want)
			}
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' }) {
				t.Errorf("the message %q is not one printable line", err)
			}
		})
	}
	for _, file := range glob(t, "testdata/bad/*.err") {
		if _, err := os.Stat(strings.TrimSuffix(file, ".err") + ".json"); err != nil {
			t.Errorf("%s has no policy beside it: %v", file, err)
		}
	}
}

func TestParseGood(t *testing.T) {
	for _, file := range glob(t, "testdata/good/*.json") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			p, err := Parse(file, read(t, file))
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, p)
		})
	}
}

func TestParseErrorFields(t *testing.T) {
	_, err := Parse("dir/web.json", []byte("{\n  \"seccomp\": {\n\t\"deny\": [\"ok\", \"Ä\"]}}"))
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is not an *Error", err)
	}
	if e.File != "dir/web.json" || e.Line != 3 || e.Column != 17 || e.Key != "seccomp.deny" {
		t.Errorf("got %+v", e)
	}
	if want := "dir/web.json:3:17: " + e.Msg; e.Error() != want {
		t.Errorf("got %q, want %q", e.Error(), want)
	}
}

func TestParseSize(t *testing.T) {
	full := []byte(example + strings.Repeat(" ", MaxSize-len(example)))
	if _, err := Parse("full.json", full); err != nil {
		t.Errorf("a policy of exactly MaxSize is refused: %v", err)
	}
	const want = "big.json:1:1: cannot read the policy: it is larger than 1048576 bytes (1 MiB), the limit; name folders instead of the files in them"
	for _, size := range []int{MaxSize + 1, 10 << 20} {
		data := bytes.Repeat([]byte("["), size)
		if _, err := Parse("big.json", data); err == nil || err.Error() != want {
			t.Errorf("%d bytes: got %v, want %s", size, err, want)
		}
	}
}

// TestParseNoSurvivors cuts and damages a policy at every byte: whatever
// still parses must be a sound policy, and a cut never is one.
func TestParseNoSurvivors(t *testing.T) {
	whole := strings.TrimSuffix(string(read(t, "testdata/good/all-keys.json")), "\n")
	for i := range len(whole) {
		if p, err := Parse("cut.json", []byte(whole[:i])); err == nil {
			t.Errorf("the first %d bytes were accepted as %+v", i, p)
		}
		for _, b := range []byte("\x00\"{}[],:\\/ .-0x\xff") {
			data := []byte(whole)
			data[i] = b
			if p, err := Parse("damaged.json", data); err == nil {
				checkInvariants(t, p)
			}
		}
	}
}

// read returns the contents of a file.
func read(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// glob returns the files that match, of which there must be some.
func glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no file matches %s", pattern)
	}
	return files
}
