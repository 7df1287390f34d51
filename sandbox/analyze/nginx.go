package analyze

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/volt-project/volt/sandbox/policy"
)

// Bounds on nginx's configuration.
const (
	maxNginxFile  = 1 << 20 // bytes of one file
	maxNginxFiles = 512
	maxNginxDepth = 16 // of include
)

// The build of Debian, nginx -V.
const (
	nginxPrefix = "/usr/share/nginx"
	nginxConf   = "/etc/nginx/nginx.conf"
	nginxPid    = "/run/nginx.pid"
	nginxLog    = "/var/log/nginx/access.log"
)

func nginxProgram() program {
	return program{
		names: "nginx",
		options: []option{
			{"-c -p -g -e -s", configuration},
		},
		uses:    "tls",
		workdir: workdirUnused,
		also:    nginxArguments,
	}
}

// nginxUse is what a directive does with its first argument.
type nginxUse uint8

const (
	nginxRead      nginxUse = iota // a file or folder to read
	nginxLogFile                   // a file to append to: its folder is written
	nginxWriteFile                 // a file to write: its folder is written
	nginxWriteDir                  // a folder to write, made when missing
	nginxModule                    // a shared object
	nginxListen
	nginxConnect
	nginxServer // in an upstream block: an address
)

// nginxRule is one line of the table. Names in conf are relative to the folder
// of the configuration file, others to the prefix (nginx's ngx_conf_full_name).
type nginxRule struct {
	names string
	use   nginxUse
	conf  bool
}

func nginxRules() []nginxRule {
	return []nginxRule{
		{"root alias", nginxRead, false},
		{"ssl_certificate ssl_certificate_key ssl_trusted_certificate ssl_client_certificate ssl_dhparam ssl_crl " +
			"ssl_password_file ssl_session_ticket_key ssl_stapling_file auth_basic_user_file geo geoip_country geoip_city geoip_org " +
			"proxy_ssl_certificate proxy_ssl_certificate_key proxy_ssl_trusted_certificate " +
			"grpc_ssl_certificate grpc_ssl_certificate_key grpc_ssl_trusted_certificate xslt_stylesheet", nginxRead, true},
		{"error_log access_log", nginxLogFile, false},
		{"pid lock_file", nginxWriteFile, false},
		{"client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path " +
			"proxy_cache_path fastcgi_cache_path uwsgi_cache_path scgi_cache_path", nginxWriteDir, false},
		{"load_module", nginxModule, false},
		{"listen", nginxListen, false},
		{"proxy_pass fastcgi_pass uwsgi_pass scgi_pass grpc_pass memcached_pass resolver", nginxConnect, false},
		{"server", nginxServer, false},
	}
}

// nginxRun reads one configuration.
type nginxRun struct {
	a      *analysis
	space  *namespace
	prefix string
	confd  string   // folder of the configuration file
	own    []string // folders below which files may choose places to write
	asked  bool     // the directives at hand are an argument, not a file's
	files  int
	blocks []string        // names of the open blocks
	seen   map[string]bool // directives that occurred
	blind  bool            // files could not be read
}

func nginxArguments(a *analysis, run *invocation) {
	n := &nginxRun{a: a, space: run.image.space, prefix: nginxPrefix, seen: map[string]bool{}}
	file, global, log := nginxConf, operand{}, operand{}
	for _, o := range run.operands {
		i := slices.Index(run.words, o.word)
		name := o.word.text
		if o.value == o.word.text && i > 0 {
			name = run.words[i-1].text
		}
		switch {
		case o.word.origin < 0: // a script must not choose its own policy
		case strings.HasPrefix(name, "-p"):
			n.prefix = a.abs(o.value)
			n.own = append(n.own, n.prefix)
			a.allowFolder(fsRead, n.prefix, "nginx's prefix: "+o.why())
		case strings.HasPrefix(name, "-c") && o.value != "":
			file = o.value
		case strings.HasPrefix(name, "-g"):
			global = o
		case strings.HasPrefix(name, "-e") && o.value != "stderr":
			log = o
		}
	}
	file = n.path(file, false)
	n.confd = path.Dir(file)
	n.own = append(n.own, n.confd)
	n.asked = true
	if log.value != "" {
		n.fileIn(n.path(log.value, false), log.why())
	}
	if ds, err := parseNginx([]byte(global.value)); err == nil {
		n.directives(ds, "the option -g", 0)
	}
	n.asked = false
	n.include(file, "nginx's configuration", 0)
	n.defaults()
}

// include reads one file.
func (n *nginxRun) include(file, why string, depth int) {
	if n.files++; n.files > maxNginxFiles || depth > maxNginxDepth {
		n.a.note("%s is not read: more than %d files, or %d includes inside one another.", file, maxNginxFiles, maxNginxDepth)
		return
	}
	if n.a.tree.exists(file) && !n.a.allowNamed(fsRead, file, why) {
		return
	}
	data, whole, err := n.a.tree.read(file, maxNginxFile)
	if err != nil || !whole {
		n.blind = true
		if err == nil {
			n.a.note("%s is longer than %d bytes: it was not read.", file, maxNginxFile)
			return
		}
		n.a.note("nginx's configuration is incomplete: %v.", err)
		return
	}
	asked := n.asked
	n.asked = false
	defer func() { n.asked = asked }()
	ds, err := parseNginx(data)
	if err != nil {
		n.a.note("%s, %v; nginx will refuse it.", file, err)
	}
	n.directives(ds, file, depth)
}

func (n *nginxRun) directives(list []nginxDirective, file string, depth int) {
	outer := len(n.blocks)
	for _, d := range list {
		if d.close {
			if len(n.blocks) > outer {
				n.leave()
			}
			continue
		}
		n.seen[d.name] = true
		why := d.name + " in " + file + ":" + strconv.Itoa(d.line)
		if d.name == "include" && len(d.args) > 0 {
			n.includes(d.args[0], why, depth)
		}
		if !d.open || d.name == "geo" {
			n.directive(d, why)
		}
		if d.open && len(n.blocks) < 64 {
			n.blocks = append(n.blocks, d.name)
			if d.name == "server" {
				delete(n.seen, "listen")
			}
		}
	}
}

// leave closes a block. A server without listen has a port all the same.
func (n *nginxRun) leave() {
	last := n.blocks[len(n.blocks)-1]
	n.blocks = n.blocks[:len(n.blocks)-1]
	if last == "server" && !n.seen["listen"] && slices.Contains(n.blocks, "http") {
		n.a.port(netBind, tcp(80), "a server without listen, started as root")
		n.a.port(netBind, tcp(8000), "a server without listen, not started as root")
	}
}

func (n *nginxRun) includes(pattern, why string, depth int) {
	p := n.path(pattern, true)
	if strings.ContainsAny(p, "*?[") {
		// The folder is listed, so that a file added later is found too.
		n.a.allowFolder(fsRead, path.Dir(p), why)
	}
	for _, file := range n.a.tree.glob(p) {
		n.include(file, why, depth+1)
	}
}

// path is the full name of an argument.
func (n *nginxRun) path(name string, conf bool) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	if conf {
		return path.Join(n.confd, name)
	}
	return path.Join(n.prefix, name)
}

func (n *nginxRun) directive(d nginxDirective, why string) {
	if len(d.args) == 0 || d.args[0] == "off" {
		return
	}
	for _, r := range nginxRules() {
		if !strings.Contains(" "+r.names+" ", " "+d.name+" ") {
			continue
		}
		value := d.args[0]
		switch r.use {
		case nginxListen:
			n.listen(d.args, why)
		case nginxConnect:
			for _, v := range d.args[:min(len(d.args), 8)] {
				n.connect(v, d.name, why)
			}
		case nginxServer:
			if len(n.blocks) > 0 && n.blocks[len(n.blocks)-1] == "upstream" {
				n.connect(value, d.name, why)
			}
		default:
			n.file(r, value, why)
		}
	}
}

// file adds the rule of a directive whose argument is a path. What follows a
// variable is not known, so the folder before it is taken.
func (n *nginxRun) file(r nginxRule, value, why string) {
	if value == "stderr" || strings.HasPrefix(value, "syslog:") || strings.HasPrefix(value, "memory:") ||
		strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "engine:") || strings.HasPrefix(value, "store:") {
		return
	}
	p := n.path(value, r.conf)
	if i := strings.IndexByte(value, '$'); i >= 0 {
		if i == 0 {
			n.a.note("%s: the path starts with a variable and is not known.", why)
			return
		}
		p = n.path(value[:strings.LastIndexByte(value[:i], '/')+1], r.conf)
		if r.use == nginxLogFile || r.use == nginxWriteFile {
			n.folder(p, why)
			return
		}
	}
	switch r.use {
	case nginxRead:
		if n.a.tree.exists(p) {
			n.a.allowNamed(fsRead, p, why)
		}
	case nginxModule:
		if n.a.tree.exists(p) && n.a.allowNamed(fsRead, p, why) {
			n.a.plugin(n.space, p)
		}
	case nginxLogFile, nginxWriteFile:
		n.fileIn(p, why)
	case nginxWriteDir:
		n.folder(p, why)
	}
}

// listen adds the ports of a listen directive.
func (n *nginxRun) listen(args []string, why string) {
	addr := args[0]
	if sock, ok := strings.CutPrefix(addr, "unix:"); ok {
		n.fileIn(n.path(sock, false), why)
		return
	}
	port := addr
	switch i := strings.LastIndexByte(addr, ':'); {
	case i >= 0 && i > strings.LastIndexByte(addr, ']'):
		port = addr[i+1:]
	case strings.ContainsAny(addr, ".]*") || strings.Trim(addr, "0123456789-") != "":
		port = "80"
	}
	first, last, isRange := strings.Cut(port, "-")
	if !isRange {
		last = first
	}
	lo, err1 := strconv.ParseUint(first, 10, 16)
	hi, err2 := strconv.ParseUint(last, 10, 16)
	if err1 != nil || err2 != nil || lo == 0 || hi < lo {
		n.a.note("%s: %q is not an address.", why, addr)
		return
	}
	proto := policy.TCP
	if slices.Contains(args[1:], "udp") || slices.Contains(args[1:], "quic") {
		proto = policy.UDP
	}
	n.a.port(netBind, policy.Port{Proto: proto, First: uint16(lo), Last: uint16(hi)}, why)
}

// connect adds the port of an address that nginx passes requests on to.
func (n *nginxRun) connect(addr, directive, why string) {
	_, rest, scheme := strings.Cut(addr, "://")
	if !scheme {
		rest = addr
	}
	if sock, ok := strings.CutPrefix(rest, "unix:"); ok {
		sock, _, _ = strings.Cut(sock, ":")
		if p := n.path(sock, false); n.a.tree.exists(p) {
			n.change(p, why)
		}
		return
	}
	rest, _, _ = strings.Cut(rest, "/")
	if strings.Contains(rest, "$") {
		n.a.note("%s: the address holds a variable and is not known.", why)
		return
	}
	host, port, ok := strings.Cut(rest, ":")
	if i := strings.LastIndexByte(rest, ']'); i >= 0 { // [::1]:80
		host = rest[:i+1]
		port, ok = strings.CutPrefix(rest[i+1:], ":")
	}
	if !ok {
		switch {
		case directive == "resolver" && !strings.Contains(rest, "="):
			port = "53"
		case strings.HasPrefix(addr, "https://") || strings.HasPrefix(addr, "grpcs://"):
			port = "443"
		case scheme && strings.Contains(host, ".") || directive == "server" || host == "localhost":
			port = "80"
		default:
			return // the name of an upstream block
		}
	}
	n.a.connect(host, port, why)
}

// defaults adds what nginx uses when no directive says otherwise.
func (n *nginxRun) defaults() {
	if !n.seen["daemon"] {
		n.a.note("nginx goes into the background unless its configuration says \"daemon off;\": the command ends at once, and its workers with it.")
	}
	if n.blind && !n.seen["http"] {
		return
	}
	const why = "nginx's default, nothing in its configuration says otherwise"
	if !n.seen["pid"] {
		n.fileIn(nginxPid, "pid: "+why)
	}
	if !n.seen["http"] {
		return
	}
	if !n.seen["access_log"] {
		n.fileIn(nginxLog, "access_log: "+why)
	}
	for _, t := range []string{"client_body:body", "proxy:proxy", "fastcgi:fastcgi", "uwsgi:uwsgi", "scgi:scgi"} {
		name, dir, _ := strings.Cut(t, ":")
		if !n.seen[name+"_temp_path"] {
			n.folder("/var/lib/nginx/"+dir, name+"_temp_path: "+why)
		}
	}
	if root := path.Join(n.prefix, "html"); n.a.tree.isDir(root) {
		n.a.allowNamed(fsRead, root, "root: "+why)
	}
}
