package analyze

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
)

// facility is something that libraries do behind a program's back: they open
// files whose names are nowhere in the command. It is in use when the closure
// imports one of its symbols or holds one of its libraries; a static program
// imports nothing, and is searched for the names of the files instead.
type facility struct {
	name    string
	symbols string // undefined dynamic symbols, separated by blanks
	libs    string // sonames up to ".so"
	text    string // a string that a static program holds
	places  []place
}

// wantedSymbols are all symbols of the table.
func wantedSymbols(table []facility) map[string]bool {
	wanted := map[string]bool{}
	for _, f := range table {
		for _, s := range strings.Fields(f.symbols) {
			wanted[s] = true
		}
	}
	return wanted
}

// use marks a facility, with the first reason found.
func (a *analysis) use(name, because string) {
	if a.used[name] == "" {
		a.used[name] = because
	}
}

// sawObject marks the facilities that an object of the closure shows.
func (a *analysis) sawObject(o *object, shown string) {
	stem, _, _ := strings.Cut(path.Base(o.name), ".so")
	for _, f := range a.table {
		if strings.Contains(" "+f.libs+" ", " "+stem+" ") {
			a.use(f.name, shown+" is loaded")
		}
		for _, s := range o.file.imports {
			if strings.Contains(" "+f.symbols+" ", " "+s+" ") {
				a.use(f.name, shown+" calls "+s)
			}
		}
	}
}

// maxStatic bounds how much of a static program is searched.
const maxStatic = 64 << 20

// staticStrings marks the facilities whose files a static program names.
func (a *analysis) staticStrings(p string, size int64) {
	if size > maxStatic {
		a.note("%s is larger than %d MiB: the rest of it was not searched for the names of files.", p, maxStatic>>20)
	}
	f, _, err := a.tree.open(p)
	if err != nil {
		return
	}
	defer f.Close()
	const overlap = 64 // longer than any text searched for
	buf := make([]byte, 1<<18)
	for kept, left := 0, maxStatic; left > 0; {
		n, err := io.ReadFull(f, buf[kept:])
		left -= n
		window := buf[:kept+n]
		for _, fac := range a.table {
			if fac.text != "" && a.used[fac.name] == "" && bytes.Contains(window, []byte(fac.text)) {
				a.use(fac.name, fmt.Sprintf("%s, which is static, holds the name %s", p, fac.text))
			}
		}
		if err != nil {
			return
		}
		kept = copy(buf, window[len(window)-overlap:])
	}
}

// facilities adds the rules of what is in use. It runs last, when the closures
// are complete; name services may add to them, so it runs until nothing is new.
func (a *analysis) facilities() {
	done := map[string]bool{}
	for again := true; again; {
		again = false
		for _, f := range a.table {
			because, ok := a.used[f.name]
			if !ok || done[f.name] {
				continue
			}
			done[f.name], again = true, true
			for _, pl := range f.places {
				pl.reason += ": " + because
				a.places([]place{pl}, a.vars("/usr/bin/-"), a.space)
			}
			if f.name == "users" || f.name == "hosts" {
				a.nameServices(because)
			}
		}
	}
}

// nameServices adds the modules that nsswitch.conf(5) names.
func (a *analysis) nameServices(because string) {
	if a.space == nil || a.space.musl != nil || a.space.main.file.interp == "" {
		return
	}
	services := []string{"files", "dns"}
	if data, whole, err := a.tree.read("/etc/nsswitch.conf", 1<<16); err == nil && whole {
		services = append(services, nsswitchServices(string(data))...)
	}
	for _, s := range services {
		for _, p := range a.loader.find(a.space, "libnss_"+s+".so.2", a.space.main) {
			a.allow(fsRead, p, "name service "+s+" of nsswitch.conf(5): "+because)
			a.plugin(a.space, p)
		}
	}
}

// nsswitchServices lists the services of the databases that programs ask for.
func nsswitchServices(text string) []string {
	var list []string
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		db, services, ok := strings.Cut(line, ":")
		if !ok || !strings.Contains(" passwd group hosts services protocols networks initgroups ", " "+strings.TrimSpace(db)+" ") {
			continue
		}
		for _, s := range strings.Fields(services) {
			if !strings.ContainsAny(s, "[]=/$") && len(s) <= 64 {
				list = append(list, s)
			}
		}
	}
	return list
}
