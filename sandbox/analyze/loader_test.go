package analyze

import (
	"slices"
	"strings"
	"testing"
)

// closureOf analyses /bin/prog below root and returns the libraries found.
func closureOf(t *testing.T, root string, env ...string) ([]string, *analysis) {
	t.Helper()
	a := newAnalysis(root, Request{Argv: []string{"/bin/prog"}, Dir: "/place", Env: env}, x86(t))
	if _, err := a.admit("/bin/prog", "test"); err != nil {
		t.Fatal(err)
	}
	return libraries(a), a
}

func libraries(a *analysis) []string {
	var list []string
	for _, r := range a.rules.list {
		if strings.HasPrefix(r.reason, "shared library ") {
			list = append(list, r.path)
		}
	}
	slices.Sort(list)
	return list
}

func TestClosure(t *testing.T) {
	lib := func(needed ...string) elfSpec { return elfSpec{needed: needed} }
	tests := []struct {
		name string
		fs   files
		env  []string
		want []string
		note string
	}{
		{
			name: "default folders, recursive",
			fs: files{
				"/bin/prog":           elfSpec{interp: testInterp, needed: []string{"liba.so.1"}},
				"/usr/lib/liba.so.1":  lib("libb.so.1"),
				"/lib/libb.so.1":      lib("liba.so.1"), // a cycle
				"/usr/lib/libb.so.1":  lib(),            // later in the order
				"/usr/lib/unused.so1": lib(),
			},
			want: []string{"/lib/libb.so.1", "/usr/lib/liba.so.1"},
		},
		{
			name: "RPATH is inherited by what a library needs",
			fs: files{
				"/bin/prog":        elfSpec{interp: testInterp, needed: []string{"liba.so"}, rpath: "/opt/x"},
				"/opt/x/liba.so":   lib("libb.so"),
				"/opt/x/libb.so":   lib(),
				"/usr/lib/libb.so": lib(),
			},
			want: []string{"/opt/x/liba.so", "/opt/x/libb.so"},
		},
		{
			name: "RUNPATH is not inherited",
			fs: files{
				"/bin/prog":        elfSpec{interp: testInterp, needed: []string{"liba.so"}, runpath: "/opt/x"},
				"/opt/x/liba.so":   lib("libb.so"),
				"/opt/x/libb.so":   lib(),
				"/usr/lib/libb.so": lib(),
			},
			want: []string{"/opt/x/liba.so", "/usr/lib/libb.so"},
		},
		{
			name: "RUNPATH of a library hides the RPATH of the program for it",
			fs: files{
				"/bin/prog":        elfSpec{interp: testInterp, needed: []string{"liba.so"}, rpath: "/opt/x"},
				"/opt/x/liba.so":   elfSpec{needed: []string{"libb.so"}, runpath: "/opt/y"},
				"/opt/x/libb.so":   lib(),
				"/usr/lib/libb.so": lib(),
			},
			want: []string{"/opt/x/liba.so", "/usr/lib/libb.so"},
		},
		{
			name: "RPATH beside RUNPATH does not count",
			fs: files{
				"/bin/prog":        elfSpec{interp: testInterp, needed: []string{"liba.so"}, rpath: "/opt/x", runpath: "/opt/y"},
				"/opt/x/liba.so":   lib(),
				"/usr/lib/liba.so": lib(),
			},
			want: []string{"/usr/lib/liba.so"},
		},
		{
			name: "LD_LIBRARY_PATH comes after RPATH and before RUNPATH",
			fs: files{
				"/bin/prog":      elfSpec{interp: testInterp, needed: []string{"liba.so", "libb.so"}, runpath: "/opt/x"},
				"/opt/x/liba.so": lib(), "/env/liba.so": lib(), "/opt/x/libb.so": lib(),
			},
			env:  []string{"LD_LIBRARY_PATH=/none:/env"},
			want: []string{"/env/liba.so", "/opt/x/libb.so"},
		},
		{
			name: "RPATH before LD_LIBRARY_PATH",
			fs: files{
				"/bin/prog":      elfSpec{interp: testInterp, needed: []string{"liba.so"}, rpath: "/opt/x"},
				"/opt/x/liba.so": lib(), "/env/liba.so": lib(),
			},
			env:  []string{"LD_LIBRARY_PATH=/env"},
			want: []string{"/opt/x/liba.so"},
		},
		{
			name: "an empty element of LD_LIBRARY_PATH is the working directory",
			fs: files{
				"/bin/prog":      elfSpec{interp: testInterp, needed: []string{"liba.so"}},
				"/place/liba.so": lib(),
			},
			env:  []string{"LD_LIBRARY_PATH=/env;"},
			want: []string{"/place/liba.so"},
		},
		{
			name: "$ORIGIN of the program is where the real file is",
			fs: files{
				"/bin/prog":            "->/opt/app/bin/prog",
				"/opt/app/bin/prog":    elfSpec{interp: testInterp, needed: []string{"liba.so"}, runpath: "${ORIGIN}/../lib"},
				"/opt/app/lib/liba.so": lib(),
				"/lib/liba.so":         lib(),
			},
			want: []string{"/opt/app/lib/liba.so"},
		},
		{
			name: "$ORIGIN of a library is where it was found",
			fs: files{
				"/bin/prog":             elfSpec{interp: testInterp, needed: []string{"liba.so"}, rpath: "/opt/a"},
				"/opt/a/liba.so":        "->../real/liba.so",
				"/opt/real/liba.so":     elfSpec{needed: []string{"libb.so"}, runpath: "$ORIGIN/sub"},
				"/opt/a/sub/libb.so":    lib(),
				"/opt/real/sub/libb.so": lib(),
			},
			want: []string{"/opt/a/liba.so", "/opt/a/sub/libb.so"},
		},
		{
			name: "$LIB and $PLATFORM",
			fs: files{
				"/bin/prog":                         elfSpec{interp: testInterp, needed: []string{"liba.so", "libb.so"}, runpath: "/opt/$LIB:/opt/${PLATFORM}"},
				"/opt/lib/x86_64-linux-gnu/liba.so": lib(),
				"/opt/haswell/libb.so":              lib(),
			},
			want: []string{"/opt/haswell/libb.so", "/opt/lib/x86_64-linux-gnu/liba.so"},
		},
		{
			name: "libraries of another class or machine are passed over",
			fs: files{
				"/bin/prog":      elfSpec{interp: testInterp, needed: []string{"liba.so", "libb.so", "libc.so"}, rpath: "/opt/x"},
				"/opt/x/liba.so": elfSpec{class: 1, machine: 3},
				"/opt/x/libb.so": elfSpec{machine: 183},
				"/opt/x/libc.so": "not ELF",
				"/lib/liba.so":   lib(), "/lib/libb.so": lib(), "/lib/libc.so": lib(),
			},
			want: []string{"/lib/liba.so", "/lib/libb.so", "/lib/libc.so"},
		},
		{
			name: "subfolders for better processors are listed with the baseline",
			fs: files{
				"/bin/prog": elfSpec{interp: testInterp, needed: []string{"liba.so"}},
				"/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/liba.so": lib("libfast.so"),
				"/lib/x86_64-linux-gnu/liba.so":                        lib(),
				"/lib/x86_64-linux-gnu/libfast.so":                     lib(),
			},
			want: []string{
				"/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/liba.so",
				"/lib/x86_64-linux-gnu/liba.so", "/lib/x86_64-linux-gnu/libfast.so",
			},
		},
		{
			name: "the cache comes before the default folders, with its hwcap entries",
			fs: files{
				"/bin/prog": elfSpec{interp: testInterp, needed: []string{"liba.so", "libb.so"}},
				"/etc/ld.so.cache": cacheBytes(
					cacheSpec{"liba.so", "/opt/v3/liba.so", 0x0303, 1 << 62},
					cacheSpec{"liba.so", "/opt/i386/liba.so", 0x0003, 0},
					cacheSpec{"liba.so", "/opt/c/liba.so", 0x0303, 0},
					cacheSpec{"liba.so", "/opt/second/liba.so", 0x0303, 0},
					cacheSpec{"libb.so", "/opt/gone/libb.so", 0x0303, 0}),
				"/opt/v3/liba.so": lib(), "/opt/c/liba.so": lib(), "/opt/second/liba.so": lib(), "/opt/i386/liba.so": lib(),
				"/lib/liba.so": lib(), "/lib/libb.so": lib(),
			},
			want: []string{"/lib/libb.so", "/opt/c/liba.so", "/opt/v3/liba.so"},
		},
		{
			name: "DF_1_NODEFLIB leaves out the cache and the default folders",
			fs: files{
				"/bin/prog":    elfSpec{interp: testInterp, needed: []string{"liba.so"}, flags1: df1NoDefLib},
				"/lib/liba.so": lib(),
			},
			note: "liba.so, needed by /bin/prog, was not found",
		},
		{
			name: "a library is loaded once, by name or soname",
			fs: files{
				"/bin/prog":       elfSpec{interp: testInterp, needed: []string{"liba.so", "libb.so"}, runpath: "/opt/x"},
				"/opt/x/liba.so":  elfSpec{soname: "libreal.so"},
				"/opt/x/libb.so":  lib("liba.so", "libreal.so"),
				"/lib/liba.so":    lib(),
				"/lib/libreal.so": lib(),
			},
			want: []string{"/opt/x/liba.so", "/opt/x/libb.so"},
		},
		{
			name: "a name with a slash is a path",
			fs: files{
				"/bin/prog":      elfSpec{interp: testInterp, needed: []string{"/opt/direct.so", "./rel.so", "$ORIGIN/../opt/o.so"}},
				"/opt/direct.so": lib(), "/place/rel.so": lib(), "/opt/o.so": lib(),
			},
			want: []string{"/opt/direct.so", "/opt/o.so", "/place/rel.so"},
		},
		{
			name: "a missing library is a note",
			fs:   files{"/bin/prog": elfSpec{interp: testInterp, needed: []string{"libnone.so.1"}}},
			note: "The shared library libnone.so.1, needed by /bin/prog, was not found",
		},
		{
			name: "LD_PRELOAD and /etc/ld.so.preload",
			fs: files{
				"/bin/prog":          elfSpec{interp: testInterp},
				"/etc/ld.so.preload": "/opt/p.so\n",
				"/opt/p.so":          lib("liba.so"), "/lib/liba.so": lib(), "/opt/q.so": lib(),
			},
			env:  []string{"LD_PRELOAD=/opt/q.so"},
			want: []string{"/lib/liba.so", "/opt/p.so", "/opt/q.so"},
		},
		{
			name: "static program",
			fs:   files{"/bin/prog": elfSpec{static: true}},
		},
		{
			name: "a loop of symbolic links is not a library",
			fs: files{
				"/bin/prog":      elfSpec{interp: testInterp, needed: []string{"liba.so"}, rpath: "/opt/x"},
				"/opt/x/liba.so": "->liba.so",
				"/lib/liba.so":   lib(),
			},
			want: []string{"/lib/liba.so"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, a := closureOf(t, tt.fs.withInterp().build(t), tt.env...)
			if !slices.Equal(got, tt.want) {
				t.Errorf("libraries\n got %q\nwant %q", got, tt.want)
			}
			if notes := strings.Join(a.notes, "\n"); !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
				t.Errorf("notes %q, want %q", notes, tt.note)
			}
		})
	}
}

func TestMuslClosure(t *testing.T) {
	const interp = "/lib/ld-musl-x86_64.so.1"
	fs := files{
		interp:                          elfSpec{},
		"/bin/prog":                     elfSpec{interp: interp, needed: []string{"libc.so", "liba.so", "libpthread.so.0"}, runpath: "/opt/x"},
		"/etc/ld-musl-x86_64.path":      "/musl/one\n/musl/two:/musl/three",
		"/opt/x/liba.so":                elfSpec{needed: []string{"libb.so", "libz.so"}},
		"/opt/x/libb.so":                elfSpec{}, // musl's RUNPATH is inherited
		"/musl/three/libz.so":           elfSpec{},
		"/usr/lib/libz.so":              elfSpec{}, // not in the path file
		"/lib/x86_64-linux-gnu/libc.so": elfSpec{},
	}
	got, a := closureOf(t, fs.build(t))
	if want := []string{"/musl/three/libz.so", "/opt/x/liba.so", "/opt/x/libb.so"}; !slices.Equal(libraryFiles(got, interp), want) {
		t.Errorf("libraries %q, want %q", got, want)
	}
	if len(a.notes) != 0 {
		t.Errorf("notes: %q", a.notes)
	}
	for _, r := range a.rules.list {
		if r.path == cachePath {
			t.Error("musl does not read the cache of glibc, but it is listed")
		}
	}
}

func libraryFiles(list []string, except string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == except })
}

// A search that a hostile program makes as long as it can must end soon.
func TestSearchIsBounded(t *testing.T) {
	needed := make([]string, maxNeeded)
	for i := range needed {
		needed[i] = strings.Repeat("x", 1+i%100) + string(rune('a'+i%26)) + ".so." + strings.Repeat("1", i%40)
	}
	fs := files{"/bin/prog": elfSpec{interp: testInterp, needed: needed, rpath: strings.Repeat("/a/$LIB:/b:/c:", 280)}}.withInterp()
	_, a := closureOf(t, fs.build(t))
	if a.loader.looks > maxLooks+maxNeeded*2000 {
		t.Errorf("%d looks", a.loader.looks)
	}
	if len(a.tree.nodes) > maxLooks+1000 {
		t.Errorf("%d paths were looked at, more than %d", len(a.tree.nodes), maxLooks)
	}
}
