// Package lint holds the rules of the source tree that no general tool knows:
// which package may import which (imports.go), what the built programs may be
// linked with and how large they may be (programs.go), and the house rules of
// CONTRIBUTING.md that can be read off the syntax tree (source.go).
//
// The rules are data, in the variables at the top of each file's test. The
// checkers take rules and facts and return the violations as sentences, so that
// each is tried on a fixture that breaks its rule as well as on the tree.
package lint
