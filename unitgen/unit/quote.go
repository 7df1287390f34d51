package unit

import (
	"fmt"
	"strings"
)

// escape keeps systemd from reading specifiers, systemd.unit(5).
func escape(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// quote is a word as systemd.syntax(7) reads one, specifiers escaped.
func quote(s string) string {
	s = escape(s)
	if s != "" && strings.IndexFunc(s, special) < 0 {
		return s
	}
	return `"` + cEscape([]byte(s)) + `"`
}

// quoteArgument is a word of a command line, where "%d", which systemd is to
// expand, is all of a word's beginning, and $ is special if it is to expand
// variables.
func quoteArgument(s string, expand bool) string {
	if rest, ok := strings.CutPrefix(s, CredentialsFolder); ok {
		return "%d" + quoteArgument(rest, expand)
	}
	if expand {
		s = strings.ReplaceAll(s, "$", "$$")
	}
	return quote(s)
}

// CredentialsFolder begins an argument below the folder that the manager puts
// credentials in, systemd.unit(5) "%d".
const CredentialsFolder = "\x00credentials"

func special(r rune) bool {
	return r <= ' ' || r == '"' || r == '\'' || r == '\\' || r == 0x7f || r == ';' || r == '#'
}

// cEscape writes control characters, quotes, backslashes and all that is not
// ASCII as systemd.syntax(7) lists them under "C-style escapes".
func cEscape(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		switch {
		case c == '"' || c == '\\':
			out.WriteByte('\\')
			out.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&out, `\x%02x`, c)
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// quotePath is one path of BindPaths= and its kin. They take quotes and
// backslashes in front of single characters, but no other C escapes; between
// quotes a colon separates nothing. Paths with control characters cannot be
// written, and Build refuses them.
func quotePath(s string) string {
	s = escape(s)
	if strings.IndexFunc(s, special) < 0 && !strings.Contains(s, ":") {
		return s
	}
	return `"` + backslash(s, `"\`) + `"`
}

// backslash puts a backslash before each of the special characters.
func backslash(s, special string) string {
	if !strings.ContainsAny(s, special) {
		return s
	}
	var out strings.Builder
	for i := range len(s) {
		if strings.IndexByte(special, s[i]) >= 0 {
			out.WriteByte('\\')
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// colons escapes the separator of TemporaryFileSystem=, which is looked for
// after the quotes are gone.
func colons(s string) string { return backslash(s, `\:`) }
