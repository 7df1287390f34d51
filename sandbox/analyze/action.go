package analyze

import (
	"path"
	"strconv"
	"strings"

	"github.com/volt-project/volt/sandbox/policy"
)

// act adds the rules of one argument. What a #! line says is followed to the
// interpreter and the script, but opens no paths and ports: a script must not
// choose its own policy.
func (a *analysis) act(run *invocation, o operand) error {
	if o.word.origin < 0 && o.act != command && o.act != splitCommand && o.act != module {
		return nil
	}
	switch o.act {
	case operandRead:
		a.readPath(o.value, o.why())
	case scriptFile:
		a.scriptPath(run, o)
	case sourceFile:
		a.readPath(o.value, o.why())
		if a.tree.isFile(a.abs(o.value)) {
			a.allowFolder(fsRead, path.Dir(a.abs(o.value)), "files beside "+o.value+" may be included")
		}
	case writeFile:
		a.writePath(o.value, o.why())
	case writeTree:
		a.writeFolder(o.value, o.why())
	case database:
		a.databasePath(run, o)
	case bindPort:
		if n, err := strconv.ParseUint(o.value, 10, 16); err == nil && n > 0 {
			a.port(netBind, tcp(uint16(n)), o.why())
		}
	case url:
		a.urlPort(o.value, o.why())
	case searchList:
		a.pathList(o.value, read, o.why(), run.image.space)
	case enterFolder:
		a.readPath(o.value, o.why())
		if p := a.abs(o.value); a.tree.isDir(p) {
			a.dir = p
		}
	case shellCode:
		a.shellWords(o)
	case module:
		return a.module(run, o)
	case command:
		return a.command(append([]word{{o.value, o.word.origin}}, o.rest...), run)
	case splitCommand:
		var words []word
		for _, s := range strings.Fields(o.value) {
			words = append(words, word{s, o.word.origin})
		}
		words = append(words, o.rest...)
		for len(words) > 0 && strings.Contains(words[0].text, "=") {
			words = words[1:]
		}
		return a.command(words, run)
	}
	return nil
}

func tcp(port uint16) policy.Port { return policy.Port{Proto: policy.TCP, First: port, Last: port} }

// command analyses a program that a wrapper runs.
func (a *analysis) command(words []word, run *invocation) error {
	if len(words) == 0 {
		return nil
	}
	p, err := a.lookup(words[0].text)
	if err != nil {
		return err
	}
	return a.execute(p, words, words[0].why()+" to "+path.Base(run.name), run.depth+1)
}

// readPath makes an argument readable if it names something. "KEY=PATH" and
// "@PATH" are looked into as well.
func (a *analysis) readPath(value, why string) {
	if len(value) > maxString {
		return
	}
	for _, name := range []string{value, afterEquals(value), strings.TrimPrefix(value, "@")} {
		if name == "" {
			continue
		}
		if p := a.abs(name); a.tree.exists(p) {
			a.allowNamed(fsRead, p, why)
			return
		}
	}
}

func afterEquals(s string) string {
	_, after, _ := strings.Cut(s, "=")
	return after
}

// allowFolder adds a rule for a folder that was worked out rather than named:
// a home or a folder with secrets is passed over, the note says so.
func (a *analysis) allowFolder(k key, dir, reason string) bool {
	if !a.tree.isDir(dir) {
		return false
	}
	return a.allowNamed(k, dir, reason)
}

// writePath makes a file writable. A file that does not exist yet needs its
// folder, for there is nothing else a rule could name.
func (a *analysis) writePath(name, why string) {
	p := a.abs(name)
	if isBaseDevice(p) {
		return
	}
	if a.tree.exists(p) {
		a.allowNamed(fsRead, p, why)
		a.allowNamed(fsWrite, p, why)
		return
	}
	dir := path.Dir(p)
	if !a.tree.isDir(dir) {
		a.note("%s cannot be made: the folder %s does not exist.", p, dir)
		return
	}
	reason := path.Base(p) + " is made in it: " + why
	if a.allowNamed(fsRead, dir, reason) && a.allowNamed(fsWrite, dir, reason) {
		a.noteTmp(dir)
	}
}

// writeFolder makes a folder writable, or the one it is to be made in.
func (a *analysis) writeFolder(name, why string) {
	p := a.abs(name)
	if !a.tree.isDir(p) {
		a.writePath(name, why)
		return
	}
	a.allowNamed(fsRead, p, why)
	if a.allowNamed(fsWrite, p, why) {
		a.noteTmp(p)
	}
}

// databasePath makes a database and the journals beside it writable.
func (a *analysis) databasePath(run *invocation, o operand) {
	if o.value == "" || strings.HasPrefix(o.value, ":memory:") {
		return
	}
	p := a.abs(strings.TrimPrefix(o.value, "file:"))
	p, _, _ = strings.Cut(p, "?")
	dir := path.Dir(p)
	k := []key{fsRead, fsWrite}
	if run.has(flag) { // -readonly
		k = k[:1]
	}
	for _, k := range k {
		if !a.allowFolder(k, dir, "the database "+path.Base(p)+" and its journal are in it: "+o.why()) && a.tree.exists(p) {
			a.allowNamed(k, p, o.why())
		}
	}
	a.noteTmp(dir)
}

// scriptPath makes a script and the modules beside it readable.
func (a *analysis) scriptPath(run *invocation, o operand) {
	if o.value == "-" {
		return
	}
	p := a.abs(o.value)
	real, n := a.tree.resolve(p)
	if n.absent() {
		a.note("%s was not found; %s will say so.", p, path.Base(run.name))
		return
	}
	a.allowNamed(fsRead, p, "script: "+o.why())
	if n.isDir() {
		return
	}
	for _, f := range []string{p, real} {
		dir := path.Dir(f)
		if a.scriptFolder(dir) {
			a.allowNamed(fsRead, dir, "modules beside the script "+f)
			a.walk(run.image.space, dir, false)
		}
	}
}

// scriptFolder reports whether the folder of a script is one of its own. The
// standard folders of programs hold no modules, and a temporary folder or a
// home holds everything.
func (a *analysis) scriptFolder(dir string) bool {
	switch dir {
	case "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/games":
		return false
	}
	return !isPrivate(dir) && a.forbidden(dir) == ""
}

// pathList handles a search path like PYTHONPATH.
func (a *analysis) pathList(list string, acc access, why string, ns *namespace) {
	if list == "" {
		return
	}
	for _, name := range strings.Split(list, ":") {
		p := a.abs(strings.TrimSuffix(name, "/*"))
		if !a.tree.exists(p) || !a.allowNamed(fsRead, p, why) {
			continue
		}
		if acc&modules != 0 && a.tree.isDir(p) {
			a.walk(ns, p, false)
		}
	}
}

// urlPort adds the port of an address.
func (a *analysis) urlPort(address, why string) {
	to := parseAddress(address)
	if to.scheme == "file" {
		a.readPath(to.path, why)
		return
	}
	if to.host != "" {
		a.connect(to.host, to.port, "address "+address+": "+why)
	}
}

// connect adds a port to connect to, and DNS when the host is a name.
func (a *analysis) connect(host, port, why string) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return
	}
	a.port(netConnect, tcp(uint16(n)), why)
	if a.network == "none" {
		a.note("The network is none: a connection to %s cannot leave the sandbox.", host)
	}
	if numeric(strings.Trim(host, "[]")) || host == "localhost" {
		return
	}
	a.port(netConnect, tcp(53), "name service over TCP: "+why)
	a.note("The name %s is looked up over UDP, which no rule of this policy limits on the host's network; \"udp/53\" can be added to net_connect where the network is private.", host)
}
