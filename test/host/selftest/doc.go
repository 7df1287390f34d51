// Package selftest holds what each variant promises against the machine that
// was booted. It runs inside: go run ./test/host ./test/host/selftest.
package selftest
