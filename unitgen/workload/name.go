package workload

import (
	"errors"
	"fmt"
	"strings"

	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Suffix ends the name of a workload file.
const Suffix = ".volt"

// MaxName is the longest name of a workload, in bytes: the longest unit that is
// made from it, volt-netif@NAME.service, has the 255 that systemd allows
// (UNIT_NAME_MAX of its src/basic/unit-def.h counts the final NUL).
const MaxName = 255 - len("volt-netif@.service")

const (
	hexDigits = "0123456789abcdef"
	alphabet  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	decimals  = "0123456789"
)

// CheckName reports why name cannot be that of a workload: it must be what
// systemd takes as the instance of a unit (unit_instance_is_valid() of its
// src/basic/unit-name.c).
func CheckName(name string) error {
	if name == "" {
		return errors.New(`the name is empty; a workload file is called NAME` + Suffix)
	}
	if len(name) > MaxName {
		return fmt.Errorf("the name %s has %d bytes, and the names of its units leave room for %d; shorten it", syntax.Show(name), len(name), MaxName)
	}
	if strings.Trim(name, alphabet+decimals+`:-_.\@`) == "" && name != "." && name != ".." {
		return nil
	}
	if escaped := Escape(name); len(escaped) <= MaxName && strings.IndexByte(name, 0) < 0 {
		return fmt.Errorf("the name %s is not one that a unit can have; call the file %s%s, see systemd-escape(1)", syntax.Show(name), escaped, Suffix)
	}
	return fmt.Errorf(`the name %s is not one that a unit can have; use letters, digits and ":-_.\@"`, syntax.Show(name))
}

// Escape turns any string without a NUL into one that a unit's name can hold
// (systemd.unit(5), STRING ESCAPING FOR INCLUSION IN UNIT NAMES). It is what
// systemd-escape(1) does without --path.
func Escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '/':
			b.WriteByte('-')
		case strings.IndexByte(alphabet+decimals+":_.", c) < 0, c == '.' && i == 0:
			b.WriteString(`\x`)
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Unescape undoes Escape. It is false for a string with a backslash that does
// not begin a \xHH.
func Unescape(s string) (string, bool) {
	if strings.IndexByte(s, '-') < 0 && strings.IndexByte(s, '\\') < 0 {
		return s, true
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '-':
			out = append(out, '/')
		case '\\':
			if i+4 > len(s) || s[i+1] != 'x' {
				return "", false
			}
			high := strings.IndexByte(hexDigits, lower(s[i+2]))
			low := strings.IndexByte(hexDigits, lower(s[i+3]))
			if high < 0 || low < 0 {
				return "", false
			}
			out = append(out, byte(high<<4|low))
			i += 3
		default:
			out = append(out, s[i])
		}
	}
	return string(out), true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'F' {
		c += 'a' - 'A'
	}
	return c
}
