package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseArgs(t *testing.T) {
	names := map[action]string{
		operandRead: "path", ignore: "ignore", flag: "flag", scriptFile: "script", sourceFile: "source", writeFile: "write",
		database: "db", bindPort: "bind", url: "url", searchList: "list", code: "code", shellCode: "shell", module: "module", command: "command",
		splitCommand: "split", enterFolder: "enter", configuration: "conf", writeTree: "tree",
	}
	tests := []struct{ line, want string }{
		{"python3 -u -c print(1) a b", "code=print(1) path=a path=b"},
		{"python3 -uc print(1) -c x", "code=print(1) path=-c path=x"},
		{"python3 -W error x.py -c y", "ignore=error script=x.py path=-c path=y"},
		{"python3 -m http.server 80", "module=http.server+1"},
		{"perl -lne print f", "code=print path=f"},
		{"perl -e 1 f", "code=1 path=f"},
		{"perl -I/lib x.pl", "path=/lib script=x.pl"},
		{"node --eval=1 f", "code=1 path=f"},
		{"node --unknown=/a x.js", "path=/a script=x.js"},
		{"java -cp a:b Main -cp c", "list=a:b path=Main path=-cp path=c"},
		{"bash -ec ls x", "shell=ls path=x"},
		{"bash --rcfile /x -o pipefail s.sh", "path=/x ignore=pipefail script=s.sh"},
		{"env -u A B=1 C=2 prog B=3", "ignore=A command=prog+1"},
		{"env -S python3", "split=python3+0"},
		{"timeout -k 5 10 prog x", "ignore=5 ignore=10 command=prog+1"},
		{"nice -n 5 prog -n", "ignore=5 command=prog+1"},
		{"sqlite3 -init f -readonly my.db .tables", "path=f flag=-readonly db=my.db ignore=.tables"},
		{"perl -i.bak -pe s/a/b/ f", "code=s/a/b/ path=f"},
		{"gcc -g -O2 -Iinc -o out -O a.c -lm", "path=inc write=out source=a.c ignore=m"},
		{"curl -sSo out -H x: http://h/", "write=out ignore=x: url=http://h/"},
		{"curl --output=out -- -weird", "write=out url=-weird"},
		{"nginx -p /d -c /d/n.conf", "conf=/d conf=/d/n.conf"},
		{"other --a=/x -y/z w -- -v", "path=/x path=/z path=w path=-v"},
		{"other -config=/x/y --conf", "path=/x/y"},
		{"other -", "path=-"},
		{"python3 -c", ""},
	}
	// A #! line gives env all its words as one argument.
	env := envProgram()
	if got := parseArgs(&env, []word{{"env", -1}, {"-S A=1 python3 -u", -1}, {"/script", 0}}); len(got) != 1 || got[0].act != splitCommand || len(got[0].rest) != 1 {
		t.Errorf("env -S in a #! line: %+v", got)
	}
	a := newAnalysis("/nonexistent", Request{}, x86(t))
	for _, tt := range tests {
		words := wordsOf(strings.Fields(tt.line))
		var got []string
		for _, o := range parseArgs(a.findProgram(words[0].text, words[0].text), words) {
			s := names[o.act] + "=" + o.value
			if o.act == module || o.act == command || o.act == splitCommand {
				s += fmt.Sprintf("+%d", len(o.rest))
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.line, s, tt.want)
		}
	}
}

func TestFindProgram(t *testing.T) {
	// A #! line gives env all its words as one argument.
	env := envProgram()
	if got := parseArgs(&env, []word{{"env", -1}, {"-S A=1 python3 -u", -1}, {"/script", 0}}); len(got) != 1 || got[0].act != splitCommand || len(got[0].rest) != 1 {
		t.Errorf("env -S in a #! line: %+v", got)
	}
	a := newAnalysis("/nonexistent", Request{}, x86(t))
	for name, want := range map[string]string{
		"/usr/bin/python3.11": "python", "/opt/python2": "python", "/usr/bin/perl5.36.0": "perl", "/usr/bin/x86_64-linux-gnu-gcc-12": "gcc",
		"/usr/bin/dash": "sh", "/usr/bin/tclsh8.6": "tclsh", "/usr/bin/python3-config": "", "/usr/bin/perldoc": "", "/usr/bin/gcc-ar": "",
	} {
		got, _, _ := strings.Cut(a.findProgram(name, name).names, " ")
		if got != want {
			t.Errorf("%s is taken for %q, want %q", name, got, want)
		}
	}
}

// The tables are checked as a reader would: a misspelt facility or an option
// without a hyphen would silently do nothing.
func TestTables(t *testing.T) {
	facilities := map[string]bool{}
	for _, f := range facilityTable() {
		facilities[f.name] = true
		checkPlaces(t, f.name, f.places)
	}
	for _, p := range programTable() {
		checkPlaces(t, p.names, p.places)
		for _, u := range strings.Fields(p.uses) {
			if !facilities[u] {
				t.Errorf("%s uses %q, which is no facility", p.names, u)
			}
		}
		seen := map[string]bool{}
		for _, o := range p.options {
			for _, n := range strings.Fields(o.names) {
				if n[0] != '-' && n[0] != '+' || seen[n] {
					t.Errorf("%s: option %q is no option, or twice there", p.names, n)
				}
				seen[n] = true
			}
		}
	}
}

func checkPlaces(t *testing.T, name string, list []place) {
	t.Helper()
	if !slices.IsSortedFunc(list, func(a, b place) int { return strings.Compare(a.path, b.path) }) {
		t.Errorf("%s: the places are not sorted", name)
	}
	for _, pl := range list {
		if pl.reason == "" || pl.access == 0 || pl.path[0] != '/' && pl.path[0] != '{' {
			t.Errorf("%s: %+v is incomplete", name, pl)
		}
	}
}

func TestSplitShell(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"cat /a|wc -l", []string{"cat", "/a", "wc", "-l"}},
		{"echo 'a b' \"c;d\" e\\ f", []string{"echo", "a b", "c;d", "e f"}},
		{"x > out 2>&1; y>>log", []string{"x", ">", "out", "1", "y", ">", "log"}},
		{"x 2>/dev/null &", []string{"x", ">", "/dev/null"}},
		{"x &> all", []string{"x", ">", "all"}},
		{"'unterminated", []string{"unterminated"}},
		{"", nil},
	}
	for _, tt := range tests {
		if got := splitShell(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestParseTar(t *testing.T) {
	tests := []struct{ line, want string }{
		{"czf a.tgz -C /d x y", "c a.tgz /d [x y]"},
		{"-xf a.tar -C/d", "x a.tar /d []"},
		{"--extract --file=a.tar --directory /d", "x a.tar /d []"},
		{"cfC a.tar /d x", "c a.tar /d [x]"},
		{"-c -f - x", "c -  [x]"},
		{"", "    []"},
	}
	for _, tt := range tests {
		r := parseTar(wordsOf(strings.Fields(tt.line)))
		mode := string(r.mode)
		if r.mode == 0 {
			mode = ""
		}
		if got := fmt.Sprintf("%s %s %s %v", mode, r.archive, r.dir, r.members); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(tt.want), " ") {
			t.Errorf("tar %s: got %q, want %q", tt.line, got, tt.want)
		}
	}
}

func TestGitRepository(t *testing.T) {
	root := files{
		"/bin/git": static(), "/srv/repo/.git/HEAD": "", "/srv/repo/sub/x": "", "/srv/tree/.git": "gitdir: /srv/other/.git\n", "/srv/other/.git/HEAD": "",
	}.build(t)
	for _, argv := range [][]string{{"git", "-C", "/srv/repo/sub", "log"}, {"git", "-C", "repo", "status"}} {
		expect(t, in(t, root, "/srv", nil, argv...), "fs_write /srv/repo", "no fs_write /srv")
	}
	r := in(t, root, "/srv/tree", nil, "git", "status")
	expect(t, r, "fs_write /srv/tree", "no fs_write /srv/other", "no fs_write /srv/other/.git")
	if !strings.Contains(strings.Join(r.Notes, "\n"), "/srv/tree/.git leads to a repository elsewhere") {
		t.Errorf("notes: %q", r.Notes)
	}
	expect(t, in(t, root, "/srv", nil, "git", "clone", "--depth", "1", "repo"), "fs_read /srv/repo", "fs_write /srv/repo")
	expect(t, in(t, root, "/srv", nil, "git", "clone", "https://127.0.0.1:8443/x.git", "new"), "net_connect 8443", "fs_write /srv")
}
