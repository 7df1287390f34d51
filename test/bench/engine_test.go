package main

import (
	"slices"
	"testing"
)

// TestTranslate: conditions are decided for x86-64 and no capabilities, and
// what has none is kept as it is.
func TestTranslate(t *testing.T) {
	const text = `{
	  "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
	  "archMap": [
	    {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]},
	    {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}
	  ],
	  "syscalls": [
	    {"names": ["always"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 1, "value": 7, "op": "SCMP_CMP_EQ"}]},
	    {"names": ["granted"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
	    {"names": ["ungranted"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1, "excludes": {"caps": ["CAP_SYS_ADMIN"]}},
	    {"names": ["ours"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["x32", "amd64"]}},
	    {"names": ["theirs"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["arm64"]}},
	    {"names": ["notours"], "action": "SCMP_ACT_ALLOW", "excludes": {"arches": ["amd64"]}}
	  ]
	}`
	got, err := translate([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got.DefaultAction != "SCMP_ACT_ERRNO" || got.DefaultErrnoRet == nil || *got.DefaultErrnoRet != 38 {
		t.Errorf("default %s, %v", got.DefaultAction, got.DefaultErrnoRet)
	}
	if want := []string{"SCMP_ARCH_X86_64", "SCMP_ARCH_X86"}; !slices.Equal(got.Architectures, want) {
		t.Errorf("architectures %v, want %v", got.Architectures, want)
	}
	var names []string
	for _, s := range got.Syscalls {
		names = append(names, s.Names...)
	}
	if want := []string{"always", "ungranted", "ours"}; !slices.Equal(names, want) {
		t.Fatalf("kept %v, want %v", names, want)
	}
	if a := got.Syscalls[0].Args; len(a) != 1 || a[0] != (ociArg{Index: 1, Value: 7, Op: "SCMP_CMP_EQ"}) {
		t.Errorf("arguments %v", a)
	}
	if r := got.Syscalls[1].ErrnoRet; r == nil || *r != 1 {
		t.Errorf("errno %v, want 1", r)
	}
	for _, bad := range []string{"{", "{}", `{"archMap": [], "syscalls": [{"names": ["a"]}]}`} {
		if _, err := translate([]byte(bad)); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}
