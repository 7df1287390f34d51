//go:build testhost

package battery_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/test/battery/attempts"
)

// layer is one of the two that keep a workload from files, and how a service
// is started without it.
type layer struct {
	name string
	// is what it gives: a row's protections without these must do.
	is []attempts.Protection
	// without leaves it out of a generated unit.
	without func(t *testing.T, unit string) string
	// shows is an attempt that gets through when the layer is left out.
	shows string
	// open are the attempts that it alone stops here, although the table has
	// more protections for them, each with the reason.
	open map[string]string
}

func layers() []layer {
	all := []layer{{
		name:    "Landlock",
		is:      []attempts.Protection{attempts.Landlock, attempts.LandlockNet, attempts.LandlockScope},
		without: withoutLandlock, shows: "exec-readable",
	}, {
		name:    "mount view",
		is:      []attempts.Protection{attempts.MountView, attempts.ReadOnlyMount, attempts.NoExecMount, attempts.NoSUIDMount},
		without: withoutView, shows: "stat-unlisted",
		open: map[string]string{
			"utime-readable":    "the file's mode lets everybody write, and then the uid does not matter",
			"setxattr-readable": "the file's mode lets everybody write, and then the uid does not matter",
		},
	}}
	if host.Probe().LandlockABI < truncateABI {
		all[1].open["truncate-readable"] = "this kernel's Landlock does not know truncation"
	}
	return all
}

// truncateABI is the first Landlock ABI with LANDLOCK_ACCESS_FS_TRUNCATE,
// landlock(7).
const truncateABI = 3

// TestLayers makes the attempts on files with one layer left out at a time: the
// other holds alone.
func TestLayers(t *testing.T) {
	const name = "battery-layers"
	for _, l := range layers() {
		t.Run("without "+l.name, func(t *testing.T) {
			m := managers()[0]
			w := m.world(t, attempts.NetworkNone)
			w.openToAll(t)
			unit, err := os.ReadFile(filepath.Join("/run/systemd/generator", m.workload(t, w, name)))
			must(t, err)
			service := install(t, strings.ReplaceAll(l.name, " ", "-"), onlyFiles(l.without(t, string(unit))))
			results, _ := m.start(t, w, service)
			l.check(t, results)
		})
	}
}

// openToAll leaves no protection to modes, nor to the folder that Volt is
// installed in, which the policy lists for reading.
func (w *world) openToAll(t *testing.T) {
	t.Helper()
	jail := w.path("bin/volt-jail")
	copyFile(t, w.setup.Jail, jail)
	w.setup.Jail = jail
	// Who may not write a file may not link it either (protected_hardlinks of
	// sysctl/fs.rst in the kernel's documentation).
	must(t, os.Chmod(w.setup.HostFile, 0o666))
}

// fileGroups are the groups of attempts that are about files.
func fileGroups() []string {
	return []string{"control", "files", "links", "metadata", "proc", "exec", "devices"}
}

// fileRows are those that a service without a layer has to answer for.
func fileRows() []attempts.Attempt {
	return slices.DeleteFunc(attempts.All(), func(a attempts.Attempt) bool {
		return !a.Applies(attempts.NetworkNone) || !slices.Contains(fileGroups(), a.Group) &&
			!slices.Contains(a.By, attempts.MountView)
	})
}

// onlyFiles has the battery make those attempts alone.
func onlyFiles(unit string) string {
	var names []string
	for _, a := range fileRows() {
		names = append(names, a.Name)
	}
	return strings.Replace(unit, " run --json ", fmt.Sprintf(" run --json --only ^(%s)$$ ", strings.Join(names, "|")), 1)
}

// check holds what came of the attempts to what is left without the layer.
func (l layer) check(t *testing.T, results []attempts.Result) {
	t.Helper()
	if rows := fileRows(); len(results) != len(rows) {
		t.Errorf("%d of %d attempts were made", len(results), len(rows))
	}
	results, _ = asService(results, 0)
	for _, r := range results {
		a := attempts.Find(r.Name)
		left := slices.DeleteFunc(slices.Clone(a.By), func(p attempts.Protection) bool { return slices.Contains(l.is, p) })
		switch why := l.open[r.Name]; {
		case r.Name == l.shows || why != "":
			if r.Outcome != attempts.Open {
				t.Errorf("%s should get through without the %s (%s), and was %s %s (%s)", r.Name, l.name, why, r.Outcome, r.Errno, r.Detail)
			}
		case a.Want == attempts.Denied && len(left) == 0:
			t.Logf("%-26s %s %s: %s; nothing else was to stop it", r.Name, r.Outcome, r.Errno, r.Detail)
		case !r.AsWanted():
			t.Errorf("%s: wanted %s by %v, was %s %s (%s)", r.Name, r.Want, left, r.Outcome, r.Errno, r.Detail)
		default:
			t.Logf("%-26s %s %s: %s; left: %v", r.Name, r.Outcome, r.Errno, r.Detail, left)
		}
	}
}

// credential is the line of a unit that names the plan.
var credential = regexp.MustCompile(`(?m)^LoadCredential=volt\.plan:(.*)$`)

// withoutLandlock has the jailer apply the same plan, but for Landlock.
func withoutLandlock(t *testing.T, unit string) string {
	t.Helper()
	return replan(t, unit, func(p *plan.Plan) {
		if p.Landlock.Empty() {
			t.Fatal("the plan has no Landlock to leave out")
		}
		p.Landlock = plan.Landlock{}
	})
}

// replan gives the unit another plan.
func replan(t *testing.T, unit string, change func(*plan.Plan)) string {
	t.Helper()
	found := credential.FindStringSubmatch(unit)
	if found == nil {
		t.Fatalf("the unit names no plan:\n%s", unit)
	}
	content, err := os.ReadFile(found[1])
	must(t, err)
	p, err := jail.Decode(content)
	must(t, err)
	change(p)
	file := filepath.Join(t.TempDir(), "plan")
	must(t, os.WriteFile(file, jail.Encode(p), 0o644))
	return credential.ReplaceAllString(unit, "LoadCredential=volt.plan:"+file)
}

// viewDirectives make the view, or are read-only and hidden mounts besides it.
// DynamicUser= is among them for the ProtectSystem=strict that it implies.
func viewDirectives() []string {
	return []string{
		"BindLogSockets", "BindPaths", "BindReadOnlyPaths", "DevicePolicy", "DeviceAllow", "DynamicUser", "InaccessiblePaths",
		"MountAPIVFS", "NoExecPaths", "PrivateDevices", "PrivateTmp", "ProtectControlGroups", "ProtectHome",
		"ProtectKernelTunables", "ProtectSystem", "RootDirectory", "TemporaryFileSystem",
	}
}

// withoutView has the service see the host's root, as writable as it is for a
// user who owns nothing in it.
func withoutView(t *testing.T, unit string) string {
	t.Helper()
	unit = replan(t, unit, func(p *plan.Plan) { p.Expect.Root = plan.File{} })
	var out strings.Builder
	for line := range strings.Lines(unit) {
		if key, _, _ := strings.Cut(line, "="); !slices.Contains(viewDirectives(), key) {
			out.WriteString(line)
		}
		if line == "[Service]\n" {
			out.WriteString("User=daemon\n")
		}
	}
	return out.String()
}

// install has systemd load a unit, until the test ends.
func install(t *testing.T, name, text string) string {
	t.Helper()
	name = "battery-without-" + name + ".service"
	file := filepath.Join("/run/systemd/system", name)
	must(t, os.MkdirAll(filepath.Dir(file), 0o755))
	must(t, os.WriteFile(file, []byte(text), 0o644))
	t.Cleanup(func() { _ = os.Remove(file) })
	if out, err := managers()[0].systemctl("daemon-reload").CombinedOutput(); err != nil {
		t.Fatalf("daemon-reload: %v\n%s", err, out)
	}
	return name
}

// TestManagerIsNotTrusted: when systemd does not do what the unit asks for, the
// jailer finds out and starts nothing.
func TestManagerIsNotTrusted(t *testing.T) {
	m := managers()[0]
	for _, test := range []struct{ name, directive, instead, want string }{
		{"view", "RootDirectory=", "", "cannot trust the service manager with the view"},
		{"network", "PrivateNetwork=yes", "PrivateNetwork=no", "cannot trust the service manager with the net namespace"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := m.world(t, attempts.NetworkNone)
			unit, err := os.ReadFile(filepath.Join("/run/systemd/generator", m.workload(t, w, "battery-trust")))
			must(t, err)
			var out strings.Builder
			for line := range strings.Lines(string(unit)) {
				if strings.HasPrefix(line, test.directive) {
					line = test.instead + "\n"
				}
				out.WriteString(line)
			}
			service := install(t, test.name, out.String())
			_ = m.systemctl("start", "--wait", service).Run()
			stderr, err := os.ReadFile(w.path("err"))
			must(t, err)
			stdout, err := os.ReadFile(w.path("out"))
			must(t, err)
			if !strings.Contains(string(stderr), test.want) || len(stdout) > 0 {
				t.Errorf("it was to say %q, and said %s%s", test.want, stderr, stdout)
			}
		})
	}
}
