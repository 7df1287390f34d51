package analyze

import (
	"path"
	"strings"
)

// The language runtimes: where Debian's packages, and builds from source, keep
// what a program of the language may load. The lists are those that the
// runtimes print themselves (sys.path, @INC, module.paths, $LOAD_PATH,
// java.home).

func pythonProgram() program {
	const lib = "Python's standard library"
	return program{
		names: "python python[0-9] python[0-9].[0-9] python[0-9].[0-9][0-9] pypy3*",
		places: []place{
			{"/etc/mime.types", read, "Python's module mimetypes reads it"},
			{"/etc/python{version}", read, "Python's site configuration"},
			{"/usr/local/lib/python{version}/dist-packages", modules, "Python packages of this machine"},
			{"{home}/.local/lib/python{version}/site-packages", modules, "Python packages of this user"},
			{"{prefix}/lib/python3/dist-packages", modules, "Python packages of the distribution"},
			{"{prefix}/lib/python{version}", modules, lib},
			{"{prefix}/lib64/python{version}", modules, lib},
		},
		searched: []searchPath{{"PYTHONPATH", modules}, {"PYTHONHOME", modules}},
		options: []option{
			{"-c", code}, {"-m", module}, {"-W -X --check-hash-based-pycs", ignore},
		},
		cluster:     true,
		args:        []action{scriptFile, operandRead},
		interpreter: true,
		modules: []program{{
			names:   "http.server",
			options: []option{{"-d --directory", operandRead}, {"-b --bind", ignore}, {"-p --protocol", ignore}},
			args:    []action{bindPort, ignore},
			also:    httpServer,
		}},
		also: pythonPaths,
	}
}

// httpServer is python3 -m http.server, which serves the working directory on
// port 8000 unless told otherwise.
func httpServer(a *analysis, run *invocation) {
	if !run.has(bindPort) {
		a.port(netBind, tcp(8000), "default port of Python's http.server")
	}
	if run.has(operandRead) {
		run.workdir = workdirUnused
	}
}

// module analyses the arguments of python -m MODULE. A module that nothing is
// known about is found from the working directory first, so that is readable.
func (a *analysis) module(run *invocation, o operand) error {
	sub := &program{}
	for i := range run.prog.modules {
		if matches(run.prog.modules[i].names, o.value) {
			sub = &run.prog.modules[i]
		}
	}
	inner := *run
	inner.prog = sub
	inner.operands = parseArgs(sub, append([]word{o.word}, o.rest...))
	for _, arg := range inner.operands {
		if err := a.act(&inner, arg); err != nil {
			return err
		}
	}
	if sub.also != nil {
		sub.also(a, &inner)
	}
	run.workdir = inner.workdir
	return nil
}

// pythonPaths adds the virtual environment that the interpreter's name is in
// (pyvenv.cfg beside it or one folder up, the module site's documentation),
// and the folders that .pth files add.
func pythonPaths(a *analysis, run *invocation) {
	version := run.vars["version"]
	for _, site := range []string{
		"/usr/local/lib/python" + version + "/dist-packages",
		"/usr/lib/python3/dist-packages",
	} {
		a.pthFiles(run, site, "/")
	}
	bin := path.Dir(run.name)
	for _, dir := range []string{bin, path.Dir(bin)} {
		cfg := path.Join(dir, "pyvenv.cfg")
		if !a.tree.isFile(cfg) {
			continue
		}
		a.allowNamed(fsRead, cfg, "configuration of the virtual environment")
		site := path.Join(dir, "lib/python"+version, "site-packages")
		if a.tree.isDir(site) && a.allowNamed(fsRead, site, "packages of the virtual environment") {
			a.walk(run.image.space, site, false)
			a.pthFiles(run, site, path.Dir(dir))
		}
	}
}

// maxPth bounds a .pth file.
const maxPth = 64 << 10

// pthFiles adds the folders that the .pth files of a site folder name. Those
// of a virtual environment belong to the workload: they count only for folders
// beside the environment (limit), as pip install --editable makes them.
func (a *analysis) pthFiles(run *invocation, site, limit string) {
	if !a.tree.isDir(site) {
		return
	}
	for _, file := range a.tree.glob(site + "/*.pth") {
		data, _, err := a.tree.read(file, maxPth)
		if err != nil {
			continue
		}
		for _, line := range strings.Split(string(data), "\n") {
			a.pthLine(run, strings.TrimSpace(line), site, file, limit)
		}
	}
}

func (a *analysis) pthLine(run *invocation, line, site, file, limit string) {
	if line == "" || line[0] == '#' || strings.HasPrefix(line, "import ") || len(line) > maxString {
		return
	}
	dir := path.Clean(line)
	if !path.IsAbs(dir) {
		dir = path.Join(site, dir)
	}
	real, n := a.tree.resolve(dir)
	if !n.isDir() {
		return
	}
	if limit != "/" && !(within(real, limit) && a.forbidden(limit) == "") {
		a.note("%s adds %s to Python's path; it is not listed, for it is not below %s (--ro lists it).", file, dir, limit)
		return
	}
	if a.allowNamed(fsRead, dir, file+" adds it to Python's path") {
		a.walk(run.image.space, dir, false)
	}
}

func perlProgram() program {
	const lib = "Perl's library, @INC"
	return program{
		names: "perl perl5*",
		places: []place{
			{"/etc/perl", read, lib},
			{"/usr/lib/{triplet}/perl", modules, lib},
			{"/usr/lib/{triplet}/perl-base", modules, lib},
			{"/usr/lib/{triplet}/perl5", modules, lib},
			{"/usr/local/lib/site_perl", modules, lib},
			{"/usr/local/lib/{triplet}/perl", modules, lib},
			{"/usr/local/share/perl", read, lib},
			{"/usr/share/perl", read, lib},
			{"/usr/share/perl5", read, lib},
			{"{prefix}/lib/perl5", modules, lib},
		},
		searched: []searchPath{{"PERL5LIB", modules}, {"PERLLIB", modules}},
		options: []option{
			{"-e -E", code}, {"-I", operandRead}, {"-C -D -F -M -i -m -x", attached},
		},
		cluster:     true,
		args:        []action{scriptFile, operandRead},
		interpreter: true,
	}
}

func nodeProgram() program {
	const lib = "Node.js modules of the system"
	return program{
		names: "node nodejs",
		places: []place{
			{"/etc/ssl/openssl.cnf", read, "TLS configuration; Node.js holds OpenSSL itself"},
			{"/usr/lib/node_modules", modules, lib},
			{"/usr/lib/nodejs", modules, lib},
			{"/usr/lib/{triplet}/nodejs", modules, lib},
			{"/usr/local/lib/node_modules", modules, lib},
			{"/usr/share/nodejs", modules, lib},
			{"{home}/.node_libraries", modules, "Node.js modules of this user"},
			{"{home}/.node_modules", modules, "Node.js modules of this user"},
			{"{prefix}/lib/node", modules, lib},
		},
		uses:     "tls",
		searched: []searchPath{{"NODE_PATH", modules}, {"NODE_EXTRA_CA_CERTS", 0}},
		options: []option{
			{"-e --eval -p --print -pe", code},
			{"-r --require --import --loader --experimental-loader --env-file --icu-data-dir --openssl-config", operandRead},
			{"-C --conditions --input-type --title", ignore},
		},
		args:        []action{scriptFile, operandRead},
		interpreter: true,
		also:        nodeModules,
	}
}

// nodeModules adds node_modules and package.json of every folder from the
// script's, or the working directory's, upwards.
func nodeModules(a *analysis, run *invocation) {
	starts := []string{a.dir}
	for _, o := range run.operands {
		if o.act == scriptFile {
			real, _ := a.tree.resolve(a.abs(o.value))
			starts = []string{path.Dir(a.abs(o.value)), path.Dir(real)}
			break
		}
	}
	for _, dir := range starts {
		for ; ; dir = path.Dir(dir) {
			for _, name := range []string{"package.json", "node_modules"} {
				p := path.Join(dir, name)
				if a.tree.exists(p) && a.allowNamed(fsRead, p, "Node.js looks for modules from the script's folder upwards") && a.tree.isDir(p) {
					a.walk(run.image.space, p, false)
				}
			}
			if dir == "/" {
				break
			}
		}
	}
}

func rubyProgram() program {
	const lib = "Ruby's library"
	return program{
		names: "ruby ruby[0-9]*",
		places: []place{
			{"/etc/gemrc", read, "RubyGems' configuration"},
			{"/usr/lib/{triplet}/ruby", modules, lib},
			{"/usr/lib/{triplet}/rubygems-integration", modules, lib},
			{"/usr/local/lib/site_ruby", modules, lib},
			{"/usr/local/lib/{triplet}/site_ruby", modules, lib},
			{"/usr/share/ruby-*", read, lib},
			{"/usr/share/rubygems-integration", modules, lib},
			{"/var/lib/gems", modules, "Ruby gems of this machine"},
			{"{home}/.gem", modules, "Ruby gems of this user"},
			{"{home}/.local/share/gem", modules, "Ruby gems of this user"},
			{"{prefix}/lib/ruby", modules, lib},
		},
		searched:    []searchPath{{"RUBYLIB", modules}, {"GEM_HOME", modules}, {"GEM_PATH", modules}, {"BUNDLE_GEMFILE", 0}},
		options:     []option{{"-e", code}, {"-I -C", operandRead}, {"-r -E -F", ignore}, {"-K -T -W -i -x", attached}},
		cluster:     true,
		args:        []action{scriptFile, operandRead},
		interpreter: true,
	}
}

func javaProgram() program {
	return program{
		names: "java",
		places: []place{
			{"/etc/.java", read, "Java's preferences"},
			{"/etc/java*", read, "Java's configuration"},
			{"/etc/ssl/certs/java", read, "Java's certificate authorities"},
			{"/tmp", read | write, "Java's performance counters; /tmp inside is private"},
			{"/usr/share/java", read, "Java libraries of the system"},
			{"{prefix}", modules, "Java's home"},
			{"{prefix}/lib/jspawnhelper", read | exec, "Java starts processes with it"},
		},
		uses:     "users hosts timezone locale tls",
		searched: []searchPath{{"CLASSPATH", 0}},
		options: []option{
			{"-cp -classpath --class-path -p --module-path --upgrade-module-path", searchList},
			{"-jar", sourceFile},
			{"-m --module --add-modules --add-opens --add-exports --add-reads -d --describe-module", ignore},
		},
		args:        []action{operandRead},
		interpreter: true,
	}
}

func phpProgram() program {
	return program{
		names: "php php[0-9]*",
		places: []place{
			{"/etc/php", read, "PHP's configuration"},
			{"/usr/lib/php", modules, "PHP's extensions"},
			{"/usr/share/php", read, "PHP's library"},
			{"/usr/share/php*", read, "PHP's library"},
			{"/var/lib/php/modules", read, "PHP's configuration"},
		},
		options: []option{
			{"-r -B -R -E --run", code}, {"-f --file -F", scriptFile},
			{"-S --server", configuration}, {"-t --docroot -c --php-ini -z", operandRead}, {"-d --define", ignore},
		},
		args:        []action{scriptFile, operandRead},
		interpreter: true,
		also: func(a *analysis, run *invocation) {
			for _, o := range run.operands {
				if o.act == configuration { // -S ADDRESS:PORT
					i := strings.LastIndexByte(o.value, ':')
					a.act(run, operand{act: bindPort, value: o.value[i+1:], word: o.word})
				}
			}
		},
	}
}

func tclProgram() program {
	const lib = "Tcl's library"
	return program{
		names: "tclsh tclsh[0-9]* wish[0-9]*",
		places: []place{
			{"/usr/lib/tcltk", modules, lib},
			{"/usr/lib/{triplet}/tcltk", modules, lib},
			{"/usr/local/lib/tcltk", modules, lib},
			{"/usr/local/share/tcltk", read, lib},
			{"/usr/share/tcltk", read, lib},
			{"{home}/.tclshrc", read, "Tcl's start-up file"},
			{"{prefix}/lib/tcl8*", modules, lib},
		},
		searched:    []searchPath{{"TCLLIBPATH", modules}},
		options:     []option{{"-encoding", ignore}},
		args:        []action{scriptFile, operandRead},
		interpreter: true,
	}
}
