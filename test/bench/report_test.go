package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestReport: the table fits 80 columns and its last line counts the targets;
// the JSON holds the same groups.
func TestReport(t *testing.T) {
	g := group{Name: "jail", Title: "Title"}
	g.add("bwrap --unshare-all --ro-bind / /", "ms", sample{1, 2, 3})
	g.atMost("volt-jail minus exec", "ms", 1.2, 1.3, 0)
	g.atMost("volt-jail / bwrap", "", 0.7, 0.6, 0)
	g.atMost("getppid: Volt's / crun's", "", 1.02, 1, 0.03)
	g.show("personality: Volt's / crun's", "", 1234.5, 0.04)
	r := report{Kernel: "6.18.0", CPUs: 2, LoadBefore: "0.10", LoadAfter: "0.20", Groups: []group{g}}

	var text strings.Builder
	r.text(&text)
	lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	for _, l := range lines {
		if len(l) > 80 {
			t.Errorf("%d columns: %q", len(l), l)
		}
	}
	if last := lines[len(lines)-1]; last != "2 of 3 targets met" {
		t.Errorf("last line %q", last)
	}
	for what, want := range map[string]string{
		"volt-jail minus exec": "met", "volt-jail / bwrap": "MISSED", "getppid": "met",
	} {
		found := false
		for _, l := range lines {
			if strings.Contains(l, "= "+what) && strings.HasSuffix(l, want) {
				found = true
			}
		}
		if !found {
			t.Errorf("no line says that %s is %s:\n%s", what, want, text.String())
		}
	}

	var encoded strings.Builder
	if err := r.json(&encoded); err != nil {
		t.Fatal(err)
	}
	var back report
	if err := json.Unmarshal([]byte(encoded.String()), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Groups) != 1 || len(back.Groups[0].Targets) != 4 || back.Groups[0].Targets[1].Met {
		t.Errorf("JSON holds %+v", back)
	}
}
