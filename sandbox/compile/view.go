package compile

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/volt-project/volt/sandbox/plan"
)

// view is the world of the direct supervisor's workload: the places, the
// links that lead to them, and nothing else.
func view(req *Request, found []place) *plan.View {
	v := &plan.View{
		Mounts:   mounts(req.Files, found),
		Hostname: "volt",
	}
	if memfdNoexec(req) > req.Host.MemfdNoexec {
		// Memory files are not executable unless asked for, and the filter
		// denies the asking.
		v.Sysctls = append(v.Sysctls, plan.Sysctl{Name: "vm/memfd_noexec", Value: "1"})
	}
	if req.Network == NetworkNone {
		v.Network = true
		v.Sysctls = append(v.Sysctls,
			// Ports below 1024 need no capability where nobody else is.
			plan.Sysctl{Name: "net/ipv4/ip_unprivileged_port_start", Value: "0"},
			// A SYN with data is a connection that Landlock does not see.
			plan.Sysctl{Name: "net/ipv4/tcp_fastopen", Value: "0", Optional: true},
		)
	}
	return v
}

// mounts orders the steps so that what is above comes first, and leaves out
// what a mount above shows in the same way.
func mounts(files Files, found []place) []plan.Mount {
	out := covered(found)
	for i := range found {
		p := &found[i]
		if p.made {
			continue // by the supervisor, mount and all
		}
		m := mount(p, found)
		if top := above(out, p.real); m.Kind != plan.Bind || !shows(top) || top.Flags&^m.Flags != 0 {
			out = append(out, m)
		}
	}
	for _, l := range links(files, found) {
		if !shows(above(out, l.at)) {
			out = append(out, plan.Mount{Kind: plan.Symlink, Source: l.target, Target: l.at})
		}
	}
	slices.SortStableFunc(out, func(a, b plan.Mount) int { return strings.Compare(a.Target, b.Target) })
	return out
}

// covered are mounts over what no rule on a folder above means to open: the
// host's processes, and the sockets of its services, which may be connected to
// where they may be read. Rules on /run or below it open what they name.
func covered(found []place) []plan.Mount {
	const nothing = plan.ReadOnly | plan.NoSUID | plan.NoDev | plan.NoExec
	var proc, run, runListed bool
	for i := range found {
		p := found[i].real
		proc = proc || found[i].proc
		run = run || Covers(p, "/run") && p != "/run"
		runListed = runListed || p == "/run"
	}
	var out []plan.Mount
	if !proc {
		out = append(out, plan.Mount{Kind: plan.Proc, Target: "/proc", Flags: plan.NoSUID | plan.NoDev | plan.NoExec})
	}
	if run && !runListed {
		out = append(out, plan.Mount{Kind: plan.Tmpfs, Target: "/run", Flags: nothing})
	}
	return out
}

// mount is the step that shows one place.
func mount(p *place, found []place) plan.Mount {
	m := plan.Mount{Kind: plan.Bind, Source: p.real, Target: p.real, Flags: plan.NoSUID | plan.NoDev}
	switch {
	case p.proc:
		return plan.Mount{Kind: plan.Proc, Target: p.real, Flags: plan.NoSUID | plan.NoDev | plan.NoExec}
	case p.private:
		m.Kind, m.Source = plan.Tmpfs, ""
	case p.info.Mode&fs.ModeDevice != 0 && p.device:
		m.Flags = plan.NoSUID | plan.NoExec
	}
	switch {
	case p.access&write == 0 && !p.private && p.info.Mode&fs.ModeDevice == 0:
		m.Flags |= plan.ReadOnly
	case !executable(p.real, found):
		// What can be written cannot be executed, not even through the ELF
		// interpreter, which only maps it: Landlock does not see that.
		m.Flags |= plan.NoExec
	}
	return m
}

// executable: some rule allows executing what is at path.
func executable(path string, found []place) bool {
	for i := range found {
		if found[i].access&execute != 0 && Covers(found[i].real, path) {
			return true
		}
	}
	return false
}

// shows: what is below this mount is the host's.
func shows(m *plan.Mount) bool { return m != nil && m.Kind == plan.Bind }

// above is the nearest mount that path is below.
func above(mounts []plan.Mount, path string) *plan.Mount {
	var best *plan.Mount
	for i := range mounts {
		m := &mounts[i]
		if m.Kind != plan.Symlink && Covers(m.Target, path) && (best == nil || len(m.Target) > len(best.Target)) {
			best = m
		}
	}
	return best
}

// conveniences are links that programs expect and that show nothing new:
// the merged /usr, and the names of the standard streams.
func conveniences(files Files) []link {
	out := []link{
		{"/dev/fd", "/proc/self/fd"},
		{"/dev/stderr", "/proc/self/fd/2"},
		{"/dev/stdin", "/proc/self/fd/0"},
		{"/dev/stdout", "/proc/self/fd/1"},
	}
	for _, name := range []string{"/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin"} {
		if target, err := files.Readlink(name); err == nil {
			out = append(out, link{name, target})
		}
	}
	return out
}

// links collects every link once.
func links(files Files, found []place) []link {
	var out []link
	seen := map[string]bool{}
	add := func(ls []link) {
		for _, l := range ls {
			if !seen[l.at] {
				seen[l.at] = true
				out = append(out, l)
			}
		}
	}
	for i := range found {
		add(found[i].links)
	}
	add(conveniences(files))
	return out
}
