package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/volt-project/volt/test/host/image"
)

func TestParse(t *testing.T) {
	o, err := parse([]string{"-variant", "debian12,newest", "-run", "X", "-v", "-with", "a", "-with", "b", "./test/x", "-test.count=2"})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.variants) != 2 || o.pkg != "./test/x" || !o.verbose || !slices.Equal(o.with, []string{"a", "b"}) || !slices.Equal(o.args, []string{"-test.count=2"}) {
		t.Errorf("the options are %+v", o)
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{nil, "name a test package"},
		{[]string{"-shell", "true", "./test/x"}, "cannot run both a shell command and ./test/x"},
		{[]string{"-journal", "j", "./test/x"}, "cannot write several journals to one file"},
		{[]string{"-variant", "x", "./test/x"}, `cannot find variant "x"`},
	} {
		if _, err := parse(tt.args); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%q: %v, want %q", tt.args, err, tt.says)
		}
	}
}

func TestMakeJob(t *testing.T) {
	v := image.Variant{Name: "debian12"}
	j := makeJob(options{shell: "true", timeout: time.Minute}, v)
	if !slices.Equal(j.Argv, []string{"/bin/bash", "-c", "true"}) || j.Timeout != time.Minute || !slices.Contains(j.Env, "VOLT_TEST_VARIANT=debian12") {
		t.Errorf("the job is %+v", j)
	}
	j = makeJob(options{pkg: "./x", run: "T", verbose: true, timeout: 20 * time.Minute, args: []string{"-test.count=2"}}, v)
	want := "/usr/local/libexec/volt-test/test -test.paniconexit0 -test.timeout=19m0s -test.run=T -test.v -test.count=2"
	if got := strings.Join(j.Argv, " "); got != want {
		t.Errorf("the job is %q, want %q", got, want)
	}
}
