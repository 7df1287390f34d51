package analyze

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The format of /etc/ld.so.cache, glibc's sysdeps/generic/dl-cache.h.
const (
	cachePath     = "/etc/ld.so.cache"
	cacheMagicOld = "ld.so-1.7.0\x00"
	cacheMagic    = "glibc-ld.so.cache1.1"
	cacheHeader   = 48
	cacheEntry    = 24
	cacheOldEntry = 12
	// maxCache bounds the file; a machine with 20,000 libraries stays below.
	maxCache       = 16 << 20
	cacheBigEndian = 3
)

var errCache = errors.New("it is not a loader cache of the format glibc-ld.so.cache1.1")

// cacheLib is one library of the cache.
type cacheLib struct {
	path  string
	hwcap bool // only for processors that have more than the baseline
}

// ldCache maps a soname to the libraries that bear it, in the file's order.
type ldCache map[string][]cacheLib

// parseLdCache reads the libraries of one architecture. Entries that point
// outside the file are passed over.
func parseLdCache(data []byte, flags uint32) (ldCache, error) {
	le := binary.LittleEndian
	if bytes.HasPrefix(data, []byte(cacheMagicOld)) && len(data) >= 16 {
		// The old format comes first, the new one follows, aligned to 8.
		skip := (16 + uint64(le.Uint32(data[12:]))*cacheOldEntry + 7) &^ 7
		if skip > uint64(len(data)) {
			return nil, errCache
		}
		data = data[skip:]
	}
	if len(data) < cacheHeader || !bytes.HasPrefix(data, []byte(cacheMagic)) || data[28]&3 == cacheBigEndian {
		return nil, errCache
	}
	count := uint64(le.Uint32(data[20:]))
	if count > uint64(len(data)-cacheHeader)/cacheEntry {
		return nil, errCache
	}
	c := make(ldCache, count)
	for i := range count {
		e := data[cacheHeader+i*cacheEntry:]
		if le.Uint32(e) != flags {
			continue
		}
		name, ok1 := cacheString(data, le.Uint32(e[4:]))
		file, ok2 := cacheString(data, le.Uint32(e[8:]))
		if ok1 && ok2 && len(file) > 0 && file[0] == '/' {
			// Bit 62 marks a subfolder of glibc-hwcaps, lower bits the
			// capabilities of glibc before 2.37: the processor decides.
			c[name] = append(c[name], cacheLib{path: file, hwcap: le.Uint64(e[16:]) != 0})
		}
	}
	return c, nil
}

func cacheString(data []byte, at uint32) (string, bool) {
	if uint64(at) >= uint64(len(data)) {
		return "", false
	}
	rest := data[at:min(uint64(at)+maxString, uint64(len(data)))]
	i := bytes.IndexByte(rest, 0)
	if i <= 0 {
		return "", false
	}
	return string(rest[:i]), true
}
