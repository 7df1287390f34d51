//go:build testhost

package system

import (
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// exposureLine is what systemd-analyze(1) security says last.
var exposureLine = regexp.MustCompile(`Overall exposure level for \S+: ([0-9.]+)`)

func TestExposure(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		network string
		most    float64 // of 10
	}{
		"default":      {"", 0.5},
		"network none": {"Network=none\n", 0.5},
		"network host": {"Network=host\nEnforce=best-effort\n", 1.3},
	} {
		t.Run(name, func(t *testing.T) {
			w := confine(t, sleeper+test.network)
			out, err := exec.Command("systemd-analyze", "security", "--no-pager", w.unit).CombinedOutput()
			found := exposureLine.FindSubmatch(out)
			if found == nil {
				t.Fatalf("systemd-analyze security: %v\n%s", err, out)
			}
			exposure, err := strconv.ParseFloat(string(found[1]), 64)
			if err != nil || exposure > test.most {
				t.Errorf("the exposure is %s, want at most %.1f\n%s", found[1], test.most, out)
			}
			t.Logf("exposure %.1f of at most %.1f", exposure, test.most)
		})
	}
}
