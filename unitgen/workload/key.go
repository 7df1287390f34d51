package workload

import "strings"

// Key describes one key of the section [Volt], for people and for completion.
type Key struct {
	// Name is the key as it is written.
	Name string
	// Group is the heading it stands under in volt(5).
	Group string
	// Type says what the value is.
	Type Type
	// List says that the value is a list: words with blanks between them, which
	// further lines add to and an empty one clears. Otherwise the last line
	// holds, and an empty one restores the default.
	List bool
	// Form is the value as the manual shows it.
	Form string
	// Default is what holds without the key, or empty when that needs words.
	Default string
	// Values are the words that the value can be, or begin with, separated by
	// blanks; the first is the default.
	Values string
	// Doc is one paragraph. What stands in `backquotes` is literal text.
	Doc string
	// Example is a line of a workload file.
	Example string
	// Alias holds what others call it, separated by blanks. These are not
	// accepted: the message names the key that was meant.
	Alias string
	// Only is "vm" for a key that has no meaning for a container.
	Only string
}

// Type is the kind of value that a key takes.
type Type string

// The types of values. What each looks like is in volt(5).
const (
	TypeCommand    Type = "command"
	TypeWord       Type = "word" // one of Values
	TypePath       Type = "path"
	TypePort       Type = "port"
	TypePublish    Type = "published port"
	TypeCapability Type = "capability"
	TypeSeccomp    Type = "seccomp"
	TypeUser       Type = "user"
	TypeGroup      Type = "group"
	TypeVariable   Type = "variable"
	TypeVolume     Type = "volume"
	TypeSize       Type = "size"
	TypeCount      Type = "count"
	TypeNumber     Type = "number"
	TypeSpan       Type = "time span"
	TypeText       Type = "text"
	TypePolicy     Type = "policy"      // a path or a word of Values
	TypeRoot       Type = "root folder" // a word of Values, some followed by a path
)

// The headings of the manual.
const (
	groupProgram   = "The program"
	groupPolicy    = "The policy"
	groupSurrounds = "Network and files"
	groupLimits    = "Limits"
	groupVM        = "Virtual machines"
)

// The words of keys that take one of a few, the default first.
const (
	valuesIsolation = "container vm"
	valuesNetwork   = "none host private"
	valuesEnforce   = "strict best-effort"
	valuesReady     = "started notify"
	valuesHardening = "full lean"
	valuesRoot      = "host folder image"
	valuesSeccomp   = "default strict"
)

// Keys returns the keys of the section [Volt] in the order of the manual.
func Keys() []Key {
	keys := make([]Key, len(table))
	for i, r := range table {
		keys[i] = r.Key
	}
	return keys
}

// word returns the nth word of values.
func word[N ~uint8](values string, n N) string {
	words := strings.Fields(values)
	if int(n) < len(words) {
		return words[n]
	}
	return "unknown"
}
