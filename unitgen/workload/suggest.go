package workload

import "github.com/volt-project/volt/sandbox/policy"

// nearest returns the known word that s was most likely meant to be, or "".
func nearest(s string, known []string) string {
	near, ok := policy.Nearest(s, known)
	if !ok {
		return ""
	}
	return near
}
