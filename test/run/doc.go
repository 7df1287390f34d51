// Package run holds the tests that drive the built programs: real workloads
// confined by volt run and by volt-jail alone. The programs are those in bin/,
// or in the folder that VOLT_BIN names. The tests need root; what an ordinary
// user does is tried as one.
package run
