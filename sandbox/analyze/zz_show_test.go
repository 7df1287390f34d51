package analyze

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

func TestShow(t *testing.T) {
	argv := strings.Split(os.Getenv("SHOW"), "|")
	dir := os.Getenv("SHOWDIR")
	if dir == "" {
		dir = "/work/main"
	}
	env := []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"}
	var r *Result
	var err error
	for i := 0; i < 3; i++ {
		s := time.Now()
		r, err = Analyze(Request{Argv: argv, Dir: dir, Env: env, Network: "host"})
		fmt.Println(time.Since(s))
	}
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(r.Exec)
	for _, x := range r.Rules {
		fmt.Printf("%-11s %-50s %s\n", x.Key, x.Value, x.Reason)
	}
	for _, x := range r.Notes {
		fmt.Println("NOTE", x)
	}
	fresh := 0
	for _, i := range r.Inputs {
		if i.Fresh() {
			fresh++
		}
	}
	fmt.Println(len(r.Inputs), "inputs", fresh)
}
