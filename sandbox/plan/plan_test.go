package plan

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// full has every field set, so that a field the encoding forgets shows.
func full() *Plan {
	return &Plan{
		Exec: Exec{
			Path: "/usr/bin/env", Argv: []string{"env", "-i"}, Env: []string{"A=b", "C="},
			InheritEnv: true, Dir: "/var/data", Umask: 0o27,
			KeepFDs: 2, Ignored: 1 << 12, Session: true, Terminal: true,
		},
		IDs:    IDs{Set: true, UID: 61184, GID: 61184, Groups: []uint32{4, 1 << 31}},
		Caps:   1<<40 | 1<<10,
		Expect: Expect{Apart: []Namespace{{"net", 4026531840}, {"pid", 4026531836}}, Root: File{2049, 77}},
		Landlock: Landlock{
			HandledFS: 0xffff, HandledNet: 3, Scoped: 3, Flags: 2, Walk: true,
			Paths: []PathRule{{Path: "/usr", Access: 0xd}, {Path: "/a b", Access: 1}},
			Ports: []PortRule{{Port: 65535, Access: 2}},
		},
		Filter: []Insn{{Code: 0x20, K: 4}, {Code: 0x15, JT: 1, JF: 255, K: 0xc000003e}},
		View: &View{
			Mounts: []Mount{
				{Kind: Bind, Flags: ReadOnly | NoDev, Source: "/usr", Target: "/usr"},
				{Kind: Symlink, Source: "usr/bin", Target: "/bin"},
			},
			Hostname: "web", Network: true,
			Sysctls: []Sysctl{{Name: "net/ipv4/tcp_fastopen", Value: "0", Optional: true}},
		},
	}
}

func TestRoundTrip(t *testing.T) {
	for name, p := range map[string]*Plan{"full": full(), "zero": {}, "negative umask": {Exec: Exec{Umask: -1}}} {
		got, err := Decode(Encode(p))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(got, p) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, p)
		}
	}
}

// TestEveryFieldIsEncoded changes each field of the full plan in turn and
// wants a different encoding.
func TestEveryFieldIsEncoded(t *testing.T) {
	base := Encode(full())
	n := 0
	var visit func(path string, at func(*Plan) reflect.Value)
	visit = func(path string, at func(*Plan) reflect.Value) {
		switch v := at(full()); v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				visit(path+"."+v.Type().Field(i).Name, func(p *Plan) reflect.Value { return at(p).Field(i) })
			}
		case reflect.Slice:
			visit(path+"[0]", func(p *Plan) reflect.Value { return at(p).Index(0) })
		case reflect.Pointer:
			visit(path, func(p *Plan) reflect.Value { return at(p).Elem() })
		default:
			n++
			p := full()
			w := at(p)
			switch w.Kind() {
			case reflect.String:
				w.SetString(w.String() + "x")
			case reflect.Bool:
				w.SetBool(!w.Bool())
			case reflect.Int32:
				w.SetInt(w.Int() + 1)
			default:
				w.SetUint(w.Uint() ^ 1)
			}
			if bytes.Equal(Encode(p), base) {
				t.Errorf("changing %s does not change the encoding", path)
			}
		}
	}
	visit("Plan", func(p *Plan) reflect.Value { return reflect.ValueOf(p).Elem() })
	if n < 30 {
		t.Errorf("only %d fields were visited", n)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := Encode(full())
	huge := bytes.Clone(good)
	copy(huge[12:], []byte{0xff, 0xff, 0xff, 0x7f}) // length of Exec.Path
	for _, c := range []struct {
		name string
		in   []byte
		want string
	}{
		{"empty", nil, "not a plan"},
		{"other file", []byte("#!/bin/sh\necho hello\n"), "not a plan"},
		{"other version", append([]byte(magic), 9, 9, 0, 0), "another version"},
		{"trailing byte", append(bytes.Clone(good), 0), "damaged"},
		{"length past the end", huge, "damaged"},
		{"too large", make([]byte, MaxSize+1), "1 MiB"},
	} {
		if _, err := Decode(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	for n := range good {
		if _, err := Decode(good[:n]); err == nil {
			t.Fatalf("a plan cut to %d of %d bytes was accepted", n, len(good))
		}
	}
	nul := full()
	nul.Exec.Argv[1] = "a\x00b"
	if _, err := Decode(Encode(nul)); err == nil {
		t.Error("a string with NUL was accepted")
	}
}

func TestCheck(t *testing.T) {
	if err := full().Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		do   func(*Plan)
		want string
	}{
		{"no command", func(p *Plan) { p.Exec.Argv = nil }, "no command"},
		{"relative command", func(p *Plan) { p.Exec.Path = "env" }, "not an absolute"},
		{"dot dot", func(p *Plan) { p.Exec.Path = "/usr/../bin/sh" }, "not an absolute"},
		{"trailing dot dot", func(p *Plan) { p.Exec.Dir = "/usr/.." }, "working directory"},
		{"no filter", func(p *Plan) { p.Filter = nil }, "no system call filter"},
		{"relative rule", func(p *Plan) { p.Landlock.Paths[0].Path = "usr" }, "Landlock path"},
		{"mount kind", func(p *Plan) { p.View.Mounts[0].Kind = 77 }, "kind of mount"},
		{"mount flags", func(p *Plan) { p.View.Mounts[0].Flags = 0x80 }, "kind of mount"},
		{"mount target", func(p *Plan) { p.View.Mounts[1].Target = "bin" }, "not absolute"},
		{"mount source", func(p *Plan) { p.View.Mounts[0].Source = "/a/./b" }, "not absolute"},
		{"user -1", func(p *Plan) { p.IDs.UID = 1<<32 - 1 }, "id -1"},
		{"group -1", func(p *Plan) { p.IDs.GID = 1<<32 - 1 }, "id -1"},
		{"descriptors", func(p *Plan) { p.Exec.KeepFDs = 1 << 30 }, "descriptors"},
	} {
		p := full()
		c.do(p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(full()))
	f.Add(Encode(new(Plan)))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Decode(b)
		if err != nil {
			return
		}
		_ = p.Check()
		if !bytes.Equal(Encode(p), b) {
			t.Fatal("decoded and encoded again, the plan differs")
		}
	})
}
