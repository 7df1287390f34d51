package plan

// encoder appends to b.
type encoder struct{ b []byte }

func (e *encoder) boolean(v *bool) {
	if *v {
		e.b = append(e.b, 1)
	} else {
		e.b = append(e.b, 0)
	}
}

func (e *encoder) u8(v *uint8)   { e.b = append(e.b, *v) }
func (e *encoder) u16(v *uint16) { e.b = append(e.b, byte(*v), byte(*v>>8)) }
func (e *encoder) u32(v *uint32) { e.little(uint64(*v), 4) }
func (e *encoder) u64(v *uint64) { e.little(*v, 8) }

func (e *encoder) little(v uint64, n int) {
	for range n {
		e.b = append(e.b, byte(v))
		v >>= 8
	}
}

func (e *encoder) str(v *string) {
	e.little(uint64(len(*v)), 4)
	e.b = append(e.b, *v...)
}

func (e *encoder) count(have, _, _ int) int {
	e.little(uint64(have), 4)
	return have
}

// decoder consumes b. After the first fault it reads zeroes and bad stays
// set, so callers check once, at the end.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) take(n int) []byte {
	if d.bad || n > len(d.b) {
		d.bad = true
		return nil
	}
	t := d.b[:n]
	d.b = d.b[n:]
	return t
}

func (d *decoder) little(n int) uint64 {
	var v uint64
	for i, c := range d.take(n) {
		v |= uint64(c) << (8 * i)
	}
	return v
}

func (d *decoder) boolean(v *bool) {
	n := d.little(1)
	if n > 1 {
		d.bad = true
	}
	*v = n == 1
}

func (d *decoder) u8(v *uint8)   { *v = uint8(d.little(1)) }
func (d *decoder) u16(v *uint16) { *v = uint16(d.little(2)) }
func (d *decoder) u32(v *uint32) { *v = uint32(d.little(4)) }
func (d *decoder) u64(v *uint64) { *v = d.little(8) }

// str refuses NUL: every string of a plan is handed to the kernel as a C
// string, where a NUL would cut it short.
func (d *decoder) str(v *string) {
	n := d.little(4)
	if n > uint64(len(d.b)) {
		d.bad = true
		return
	}
	t := d.take(int(n))
	for _, c := range t {
		if c == 0 {
			d.bad = true
			return
		}
	}
	*v = string(t)
}

// count refuses a length that the rest of the input cannot hold, before any
// memory is set aside for it.
func (d *decoder) count(_, size, most int) int {
	n := d.little(4)
	if n > uint64(most) || n*uint64(size) > uint64(len(d.b)) {
		d.bad = true
		return 0
	}
	return int(n)
}
