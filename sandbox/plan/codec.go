package plan

import "errors"

// Version is the version of the encoding. A plan is written and read by
// programs of one build, so an older or newer one is refused, not converted.
const Version = 1

// MaxSize bounds an encoded plan, in bytes. systemd passes credentials of up
// to one megabyte (systemd.exec(5), LoadCredential=), and so much is never
// needed: a plan with a thousand paths is about 100 KB.
const MaxSize = 1 << 20

// MaxInsns is BPF_MAXINSNS of <linux/bpf_common.h>.
const MaxInsns = 4096

// magic starts every encoded plan.
const magic = "VOLTPLAN"

// Encode returns p as bytes. Integers are little-endian; strings and lists
// carry their length in front, as 32 bits.
func Encode(p *Plan) []byte {
	e := encoder{b: make([]byte, 0, 8192)}
	e.b = append(e.b, magic...)
	e.little(Version, 4)
	walk(&e, p)
	return e.b
}

// Decode reads what Encode wrote. It accepts nothing else: every byte is
// accounted for, and equal plans have equal encodings.
func Decode(b []byte) (*Plan, error) {
	if len(b) > MaxSize {
		return nil, errors.New("plan is larger than 1 MiB")
	}
	if len(b) < len(magic)+4 || string(b[:len(magic)]) != magic {
		return nil, errors.New("not a plan")
	}
	d := decoder{b: b[len(magic):]}
	var v uint32
	d.u32(&v)
	if v != Version {
		return nil, errors.New("plan was written by another version of Volt")
	}
	p := new(Plan)
	walk(&d, p)
	if d.bad || len(d.b) != 0 {
		return nil, errors.New("plan is damaged")
	}
	return p, nil
}

// coder is one direction of the encoding. Both directions follow one
// description of the fields (walk), so that they cannot disagree.
type coder interface {
	boolean(*bool)
	u8(*uint8)
	u16(*uint16)
	u32(*uint32)
	u64(*uint64)
	str(*string)
	// count codes a list's length, given the least size of an element in
	// bytes and the most elements there can be, and returns it.
	count(have, size, most int) int
}

func walk(c coder, p *Plan) {
	walkExec(c, &p.Exec)
	c.boolean(&p.IDs.Set)
	c.u32(&p.IDs.UID)
	c.u32(&p.IDs.GID)
	list(c, &p.IDs.Groups, 4, 65536, func(g *uint32) { c.u32(g) })
	c.u64(&p.Caps)
	walkLandlock(c, &p.Landlock)
	list(c, &p.Filter, insnSize, MaxInsns, func(i *Insn) { walkInsn(c, i) })
	list(c, &p.Expect.Apart, 9, 8, func(n *Namespace) {
		c.str(&n.Name)
		c.u64(&n.Inode)
	})
	c.u64(&p.Expect.Root.Device)
	c.u64(&p.Expect.Root.Inode)
	has := p.View != nil
	c.boolean(&has)
	if has {
		if p.View == nil {
			p.View = new(View)
		}
		walkView(c, p.View)
	}
}

func walkExec(c coder, x *Exec) {
	c.str(&x.Path)
	stringList(c, &x.Argv)
	stringList(c, &x.Env)
	c.boolean(&x.InheritEnv)
	c.str(&x.Dir)
	umask := uint32(x.Umask)
	c.u32(&umask)
	x.Umask = int32(umask)
	c.u32(&x.KeepFDs)
	c.u64(&x.Ignored)
	c.boolean(&x.Session)
	c.boolean(&x.Terminal)
}

func walkLandlock(c coder, l *Landlock) {
	c.u64(&l.HandledFS)
	c.u64(&l.HandledNet)
	c.u64(&l.Scoped)
	c.u32(&l.Flags)
	c.boolean(&l.Walk)
	list(c, &l.Paths, 12, maxList, func(r *PathRule) {
		c.str(&r.Path)
		c.u64(&r.Access)
	})
	list(c, &l.Ports, 10, maxList, func(r *PortRule) {
		c.u16(&r.Port)
		c.u64(&r.Access)
	})
}

func walkView(c coder, v *View) {
	list(c, &v.Mounts, 10, maxList, func(m *Mount) {
		c.u8((*uint8)(&m.Kind))
		c.u8((*uint8)(&m.Flags))
		c.str(&m.Source)
		c.str(&m.Target)
	})
	c.str(&v.Hostname)
	c.boolean(&v.Network)
	list(c, &v.Sysctls, 9, maxList, func(s *Sysctl) {
		c.str(&s.Name)
		c.str(&s.Value)
		c.boolean(&s.Optional)
	})
}

// maxList bounds lists that have no bound of their own. 65536 ports is the
// longest that can make sense.
const maxList = 1 << 16

func stringList(c coder, l *[]string) {
	list(c, l, 4, maxList, func(s *string) { c.str(s) })
}

// list codes a list with one function for an element.
func list[T any](c coder, l *[]T, size, most int, element func(*T)) {
	n := c.count(len(*l), size, most)
	if n == 0 {
		return
	}
	if *l == nil {
		*l = make([]T, n)
	}
	for i := range *l {
		element(&(*l)[i])
	}
}

// EncodeInsns returns a filter as the bytes of struct sock_filter on a
// little-endian machine.
func EncodeInsns(filter []Insn) []byte {
	e := encoder{b: make([]byte, 0, 8*len(filter))}
	for i := range filter {
		walkInsn(&e, &filter[i])
	}
	return e.b
}

// DecodeInsns reads what EncodeInsns wrote.
func DecodeInsns(b []byte) ([]Insn, error) {
	if len(b) == 0 || len(b)%insnSize != 0 || len(b)/insnSize > MaxInsns {
		return nil, errors.New("filter is damaged")
	}
	filter := make([]Insn, len(b)/insnSize)
	d := decoder{b: b}
	for i := range filter {
		walkInsn(&d, &filter[i])
	}
	return filter, nil
}

// insnSize is sizeof(struct sock_filter).
const insnSize = 8

func walkInsn(c coder, i *Insn) {
	c.u16(&i.Code)
	c.u8(&i.JT)
	c.u8(&i.JF)
	c.u32(&i.K)
}
