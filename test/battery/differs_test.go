//go:build testhost

package battery_test

import "github.com/volt-project/volt/test/battery/attempts"

// stricter are attempts that the table allows and systemd's own directives
// deny, each with the directive.
func stricter() map[string]string {
	return map[string]string{
		"control-personality": "LockPersonality=",
	}
}

// asService changes what is wanted of an attempt where a service is stricter,
// and the battery's exit code where that was all it found.
func asService(results []attempts.Result, code int) ([]attempts.Result, int) {
	wrong := 0
	for i := range results {
		if stricter()[results[i].Name] != "" && results[i].Errno == "EPERM" {
			results[i].Want, results[i].Outcome = attempts.Denied, attempts.Stopped
			if code == 1 {
				code = 0
			}
		}
		if !results[i].AsWanted() {
			wrong++
		}
	}
	return results, max(code, min(wrong, 1))
}
