package analyze

import (
	"bytes"
	"os"
	"testing"
)

func FuzzELF(f *testing.F) {
	f.Add(elfSpec{interp: testInterp, needed: []string{"libc.so.6"}, soname: "s", rpath: "$ORIGIN", runpath: "/x", imports: []string{"getaddrinfo"}}.bytes())
	f.Add(elfSpec{static: true}.bytes())
	f.Add(elfSpec{class: 1, machine: 3}.bytes())
	if self, err := os.ReadFile("/bin/true"); err == nil {
		f.Add(self)
	}
	m, wanted := x86(f), wantedSymbols(facilityTable())
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := readELF(bytes.NewReader(data), int64(len(data)), m, wanted)
		if err != nil {
			return
		}
		if len(file.needed) > maxNeeded || len(file.interp) > maxString || len(file.imports) > maxSymbols {
			t.Errorf("a bound was passed: %d needed, interpreter of %d bytes", len(file.needed), len(file.interp))
		}
		// A file that claims to be larger than it is must not matter either.
		if _, err := readELF(bytes.NewReader(data), 1<<32, m, wanted); err != nil {
			return
		}
	})
}

func FuzzLdCache(f *testing.F) {
	f.Add(cacheBytes(cacheSpec{"liba.so", "/lib/liba.so", 0x0303, 1 << 62}, cacheSpec{"libb.so", "/lib/libb.so", 0x0003, 0}))
	f.Add([]byte(cacheMagicOld + "\x01\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseLdCache(data, 0x0303)
		if err != nil {
			return
		}
		for name, libs := range c {
			for _, l := range libs {
				if name == "" || l.path[0] != '/' || len(l.path) > maxString {
					t.Errorf("%q -> %q", name, l.path)
				}
			}
		}
	})
}

func FuzzShebang(f *testing.F) {
	for _, s := range []string{"#!/bin/sh\n", "#! /usr/bin/env -S a b\n", "#!", "\x7fELF", "#!\x00\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		s, ok, err := parseShebang(head)
		if ok && err == nil && (s.interpreter == "" || bytes.ContainsAny([]byte(s.interpreter), " \t\n\x00") || len(s.interpreter)+len(s.argument) > headSize) {
			t.Errorf("%q gives %+v", head, s)
		}
	})
}

func FuzzNginxConf(f *testing.F) {
	for _, s := range []string{"user x;", "http { server { listen 80; root \"a b\"; } }", "a 'b\\'c';#d", "x ${y}{", "}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a := newAnalysis("/nonexistent", Request{Argv: []string{"nginx"}, Dir: "/"}, x86(t))
		list, _ := parseNginx(data)
		size := 0
		for _, d := range list {
			size += len(d.name)
			for _, arg := range d.args {
				size += len(arg)
			}
		}
		if size > len(data) {
			t.Errorf("%d bytes of words from %d bytes", size, len(data))
		}
		n := &nginxRun{a: a, prefix: "/p", confd: "/c", own: []string{"/p", "/c"}, seen: map[string]bool{}}
		n.directives(list, "/c/nginx.conf", 0)
		for _, r := range a.rules.list {
			if r.path != "" && a.forbidden(r.path) != "" {
				t.Errorf("%s is listed", r.path)
			}
			if r.key == fsWrite && n.refusal(r.path) != "" {
				t.Errorf("%s is listed for writing: %s", r.path, n.refusal(r.path))
			}
		}
	})
}

func FuzzShellWords(f *testing.F) {
	f.Add("cat '/a b' > out 2>&1 | wc; x &>> \"y")
	f.Fuzz(func(t *testing.T, s string) {
		size := 0
		for _, w := range splitShell(s) {
			size += len(w)
		}
		if size > len(s) {
			t.Errorf("%d bytes of words from %d", size, len(s))
		}
	})
}
