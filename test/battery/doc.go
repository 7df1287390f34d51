// Package battery holds the tests that try to get out of every kind of sandbox
// Volt makes. The attempts are in package attempts, the program that makes them
// is volt-battery, and the harness that builds a world for it is in the tests of
// this package. README.md says how they go together.
package battery
