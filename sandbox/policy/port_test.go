package policy

import (
	"reflect"
	"testing"
)

func TestParsePort(t *testing.T) {
	tests := []struct {
		in   string
		want Port
		text string
	}{
		{"80", Port{TCP, 80, 80}, "80"},
		{"1", Port{TCP, 1, 1}, "1"},
		{"65535", Port{TCP, 65535, 65535}, "65535"},
		{"tcp/80", Port{TCP, 80, 80}, "80"},
		{"8000-8010", Port{TCP, 8000, 8010}, "8000-8010"},
		{"tcp/8000-8010", Port{TCP, 8000, 8010}, "8000-8010"},
		{"90-90", Port{TCP, 90, 90}, "90"},
		{"udp/53", Port{UDP, 53, 53}, "udp/53"},
		{"udp/5000-5010", Port{UDP, 5000, 5010}, "udp/5000-5010"},
	}
	for _, test := range tests {
		got, err := ParsePort(test.in)
		if err != nil || got != test.want || got.String() != test.text {
			t.Errorf("%q: got %+v %q %v, want %+v %q", test.in, got, got, err, test.want, test.text)
		}
	}
}

func TestProtoString(t *testing.T) {
	for proto, want := range map[Proto]string{TCP: "tcp", UDP: "udp", 2: "proto2"} {
		if got := proto.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestParsePortErrors(t *testing.T) {
	const number = "a port is a whole number from 1 to 65535, written in plain digits"
	tests := []struct{ in, want string }{
		{"", `cannot read port "": ` + number},
		{"0", `cannot read port "0": ` + number},
		{"65536", `cannot read port "65536": ` + number},
		{"1e3", `cannot read port "1e3": ` + number},
		{"0x50", `cannot read port "0x50": ` + number},
		{"1_000", `cannot read port "1_000": ` + number},
		{"udp/", `cannot read port "udp/": no port follows the protocol; write one, such as "udp/53"`},
		{"sctp/1", `cannot read port "sctp/1": the protocol "sctp" is not supported; write "tcp" or "udp"`},
		{"-80", `cannot read port "-80": a range has two ends from 1 to 65535; write both, such as "8000-8010"`},
		{"90-80", `cannot read port "90-80": the range runs backwards; write "80-90"`},
		{"udp/90-80", `cannot read port "udp/90-80": the range runs backwards; write "udp/80-90"`},
	}
	for _, test := range tests {
		got, err := ParsePort(test.in)
		if err == nil || err.Error() != test.want || got != (Port{}) {
			t.Errorf("%q: got %+v, %v\nwant %s", test.in, got, err, test.want)
		}
	}
}

// TestPortSets compares mergePorts and subtractPorts with sets of single
// ports, over every pair of small policies.
func TestPortSets(t *testing.T) {
	single := func(ports []Port) map[Port]bool {
		set := map[Port]bool{}
		for _, p := range ports {
			for n := int(p.First); n <= int(p.Last); n++ {
				set[Port{p.Proto, uint16(n), uint16(n)}] = true
			}
		}
		return set
	}
	ranges := []Port{
		{TCP, 1, 1}, {TCP, 2, 4}, {TCP, 4, 4}, {TCP, 5, 7}, {TCP, 9, 9}, {TCP, 1, 9},
		{UDP, 3, 5}, {UDP, 4, 4}, {UDP, 65534, 65535}, {TCP, 65535, 65535},
	}
	var lists [][]Port
	for i := range 1 << len(ranges) {
		var list []Port
		for bit := range ranges {
			if i&(1<<bit) != 0 {
				list = append(list, ranges[len(ranges)-1-bit])
			}
		}
		lists = append(lists, list)
	}
	for _, a := range lists {
		merged := mergePorts(a)
		if !reflect.DeepEqual(single(merged), single(a)) {
			t.Fatalf("merging %v gives %v", a, merged)
		}
		for i := 1; i < len(merged); i++ {
			if p, q := merged[i-1], merged[i]; p.Proto == q.Proto && int(p.Last)+1 >= int(q.First) {
				t.Fatalf("merging %v gives %v, where %v and %v touch", a, merged, p, q)
			}
		}
	}
	for i := range lists {
		// A stride that shares no factor with the number of lists pairs
		// every list with many unlike it.
		for j := i; j < i+40*97; j += 97 {
			a, b := mergePorts(lists[i]), mergePorts(lists[j%len(lists)])
			want := single(a)
			for p := range single(b) {
				delete(want, p)
			}
			if got := subtractPorts(a, b); !reflect.DeepEqual(single(got), want) {
				t.Fatalf("%v less %v gives %v", a, b, got)
			}
		}
	}
}
