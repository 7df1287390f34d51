package policy

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// manPage is volt-policy(5), which promises what this package keeps.
const manPage = "../../man/volt-policy.5"

func TestManKeys(t *testing.T) {
	page := strings.Split(string(read(t, manPage)), "\n")
	for _, key := range slices.Concat(documentKeys(), seccompKeys()) {
		if !slices.Contains(page, ".It Cm "+key) {
			t.Errorf("%s has no entry for %s", manPage, key)
		}
	}
}

func TestManLimits(t *testing.T) {
	page := string(read(t, manPage))
	for _, limit := range []int{MaxSize, maxPath, maxLine} {
		if !strings.Contains(page, " "+strconv.Itoa(limit)+" ") && !strings.Contains(page, "\n"+strconv.Itoa(limit)+" ") {
			t.Errorf("%s does not give the limit %d", manPage, limit)
		}
	}
}

// TestManExamples takes every policy and every message shown on the page at
// its word.
func TestManExamples(t *testing.T) {
	const begin, end = ".Bd -literal -offset indent\n", ".Ed\n"
	_, rest, found := strings.Cut(string(read(t, manPage)), begin)
	policies, messages := 0, 0
	for found {
		var block string
		block, rest, _ = strings.Cut(rest, end)
		_, rest, found = strings.Cut(rest, begin)
		if !strings.HasPrefix(block, "{") {
			messages++
			_, err := Parse("web.json", read(t, "testdata/bad/unknown-key.json"))
			if err == nil || err.Error()+"\n" != block {
				t.Errorf("the page shows the message %sbut it is %v", block, err)
			}
			continue
		}
		policies++
		p, err := Parse(manPage, []byte(block))
		if err != nil {
			t.Errorf("%v in\n%s", err, block)
			continue
		}
		if printed := string(Print(p)); printed != block {
			t.Errorf("the page shows\n%s but it is printed as\n%s", block, printed)
		}
	}
	if policies == 0 || messages == 0 {
		t.Errorf("found %d policies and %d messages on the page, want some of each", policies, messages)
	}
}
