package policy

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxLine is the longest line, in code points, that holds a whole list. A
// longer list is printed with one entry on each line.
const maxLine = 78

// Print writes a valid policy as a document: the keys in the order of
// volt-policy(5), two spaces of indentation, a line feed at the end.
// Lists that are nil and words that are empty are left out. Parse reads the
// result back as the same policy, entry for entry and in the same order.
func Print(p *Policy) []byte {
	members := []string{
		printList("  ", keyFSRead, p.FSRead, quoteJSON),
		printList("  ", keyFSWrite, p.FSWrite, quoteJSON),
		printList("  ", keyFSExecute, p.FSExecute, quoteJSON),
		printList("  ", keyNetBind, p.NetBind, portJSON),
		printList("  ", keyNetConnect, p.NetConnect, portJSON),
		printList("  ", keyCapabilities, p.Capabilities, quoteJSON),
		printSeccomp("  ", &p.Seccomp),
		printList("  ", keyScope, p.Scope, func(s Scope) string { return quoteJSON(string(s)) }),
		printWord("  ", keyBase, string(p.Base)),
	}
	return []byte(printObject("", members) + "\n")
}

// printObject joins the members that are present. Without any, it is "{}".
func printObject(indent string, members []string) string {
	var present []string
	for _, m := range members {
		if m != "" {
			present = append(present, m)
		}
	}
	if len(present) == 0 {
		return "{}"
	}
	return "{\n" + strings.Join(present, ",\n") + "\n" + indent + "}"
}

// printSeccomp returns the "seccomp" member, "" when there is nothing in it.
func printSeccomp(indent string, s *Seccomp) string {
	inner := indent + "  "
	object := printObject(indent, []string{
		printWord(inner, "profile", s.Profile),
		printList(inner, "allow", s.Allow, quoteJSON),
		printList(inner, "deny", s.Deny, quoteJSON),
	})
	if object == "{}" {
		return ""
	}
	return indent + `"` + keySeccomp + `": ` + object
}

// printWord returns a member whose value is a string, "" for an empty one.
func printWord(indent, key, value string) string {
	if value == "" {
		return ""
	}
	return indent + `"` + key + `": ` + quoteJSON(value)
}

// printList returns a member whose value is a list, "" for nil.
func printList[T any](indent, key string, values []T, quote func(T) string) string {
	if values == nil {
		return ""
	}
	entries := make([]string, len(values))
	for i, v := range values {
		entries[i] = quote(v)
	}
	start := indent + `"` + key + `": [`
	line := start + strings.Join(entries, ", ") + "]"
	if utf8.RuneCountInString(line)+len(",") <= maxLine || len(entries) == 0 {
		return line
	}
	separator := "\n" + indent + "  "
	return start + separator + strings.Join(entries, ","+separator) + "\n" + indent + "]"
}

// portJSON writes a port: a number where that says it all, else a string.
func portJSON(p Port) string {
	if p.Proto == TCP && p.First == p.Last {
		return p.String()
	}
	return strconv.Quote(p.String())
}

// quoteJSON writes a JSON string. Characters that cannot be seen, or that
// change the direction of the text around them, are written as escapes, so
// that what a reviewer reads is what the document says.
func quoteJSON(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case strconv.IsPrint(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
