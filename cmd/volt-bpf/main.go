// Command volt-bpf compiles a seccomp filter with libseccomp: a filter as JSON
// on standard input, the instructions of the BPF program on standard output.
// It is a program of its own so that volt needs neither cgo nor the library to
// start a workload whose filter is in the cache.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/volt-project/volt/sandbox/compile/bpf"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// maxFilter bounds the input, in bytes. The default profile is about 40 KB.
const maxFilter = 4 << 20

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "volt-bpf: %v\n", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var f profile.Filter
	if err := json.NewDecoder(io.LimitReader(in, maxFilter)).Decode(&f); err != nil {
		return fmt.Errorf("cannot read the filter: %w", err)
	}
	insns, err := bpf.Compile(f)
	if err != nil {
		return err
	}
	if _, err := out.Write(plan.EncodeInsns(insns)); err != nil {
		return fmt.Errorf("cannot write the program: %w", err)
	}
	return nil
}
