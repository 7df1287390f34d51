package script

import "unsafe"

// stepBytes and trailerBytes are the bytes of what they are given, as the
// format has them: Volt runs on little-endian machines.

func stepBytes(s []Step) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), uintptr(len(s))*stepSize)
}

func trailerBytes(t *trailer) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(t)), trailerSize)
}

// seal writes the sum of a complete file.
func seal(b []byte) []byte {
	end := trailerOf(unsafe.Pointer(&b[0]), uintptr(len(b)))
	end.sum = sum(unsafe.Pointer(&b[0]), uintptr(len(b))-wordSize)
	return b
}

// marked reports whether b ends like a file with a script.
func marked(b []byte) bool {
	n := uintptr(len(b))
	return n >= trailerSize && n%wordSize == 0 && trailerOf(unsafe.Pointer(&b[0]), n).magic == magic
}

// planOf returns the plan of a file that is marked.
func planOf(b []byte) ([]byte, bool) {
	f := Load(unsafe.Pointer(&b[0]), uintptr(len(b)), nil, nil)
	if !f.Whole() {
		return nil, false
	}
	return b[:f.end.plan], true
}
