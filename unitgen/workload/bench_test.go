package workload

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// benchFile is an ordinary workload with an explicit policy.
func benchFile(n int) string {
	return fmt.Sprintf(`# Web front %d
[Unit]
Description=Web front %d
After=network.target

[Volt]
Exec=/usr/bin/python3 -m http.server %d --directory "/srv/www/site %d"
Isolation=container
FsRead=/usr /etc/ssl /srv/www /etc/mime.types
FsWrite=/var/data
FsExecute=/usr/bin
NetBind=%d
Environment=LANG=C.UTF-8 NAME=%%i
Memory=256M
CPUs=1.5
Tasks=64

[Service]
Restart=on-failure

[Install]
WantedBy=multi-user.target
`, n, n, 8000+n%1000, n, 8000+n%1000)
}

func BenchmarkParse(b *testing.B) {
	sources := []Source{{"/etc/volt/web.volt", benchFile(1)}}
	host := testHost()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("web", sources, host); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkThousand finds, reads and parses 1,000 workload files.
func BenchmarkThousand(b *testing.B) {
	dir := b.TempDir()
	for n := range 1000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("web%d.volt", n)), []byte(benchFile(n)), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	host := testHost()
	b.ReportAllocs()
	for b.Loop() {
		found, errs := Search([]string{dir})
		if len(found) != 1000 || errs != nil {
			b.Fatal(len(found), errs)
		}
		for _, f := range found {
			sources, err := f.Read()
			if err == nil {
				_, err = Parse(f.Name, sources, host)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkLarge is a file of 1 MiB: lists, and one long continued line.
func BenchmarkLarge(b *testing.B) {
	var t strings.Builder
	t.WriteString("[Volt]\nExec=/bin/true\n")
	for n := 0; t.Len() < 1<<19; n++ {
		fmt.Fprintf(&t, "FsRead=/srv/data/%d\n", n)
	}
	t.WriteString("FsWrite=")
	for n := 0; t.Len() < 1<<20; n++ {
		fmt.Fprintf(&t, "/srv/more/%d \\\n", n)
	}
	sources := []Source{{"large.volt", t.String() + "/last\n"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("large", sources, testHost()); err != nil {
			b.Fatal(err)
		}
	}
}
