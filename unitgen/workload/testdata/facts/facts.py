#!/usr/bin/env python3
"""Writes down what systemd itself makes of odd input, for the tests.

Usage: facts.py LIBSYSTEMD-SHARED OUTPUT-FOLDER

LIBSYSTEMD-SHARED is the private library of an installed systemd, such as
/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so. Its functions are
not stable between versions; this script was used with 252 (Debian 12).
"""
import ctypes as C
import os
import random
import sys
import tempfile

lib = C.CDLL(sys.argv[1])
out = sys.argv[2]
rng = random.Random(3)

lib.extract_first_word.argtypes = [C.POINTER(C.c_void_p), C.POINTER(C.c_char_p), C.c_char_p, C.c_uint]
lib.parse_sec.argtypes = [C.c_char_p, C.POINTER(C.c_uint64)]
lib.parse_size.argtypes = [C.c_char_p, C.c_uint64, C.POINTER(C.c_uint64)]
lib.unit_name_escape.argtypes = [C.c_char_p]
lib.unit_name_escape.restype = C.c_char_p
lib.unit_name_path_unescape.argtypes = [C.c_char_p, C.POINTER(C.c_char_p)]
lib.unit_name_unescape.argtypes = [C.c_char_p, C.POINTER(C.c_char_p)]
lib.unit_instance_is_valid.argtypes = [C.c_char_p]
lib.unit_instance_is_valid.restype = C.c_bool
lib.env_assignment_is_valid.argtypes = [C.c_char_p]
lib.env_assignment_is_valid.restype = C.c_bool
lib.log_set_max_level.argtypes = [C.c_int]
lib.log_set_max_level(0)

ITEM = C.CFUNCTYPE(C.c_int, C.c_char_p, C.c_char_p, C.c_uint, C.c_char_p, C.c_uint, C.c_char_p,
                   C.c_int, C.c_char_p, C.c_void_p, C.c_void_p)
LOOKUP = C.CFUNCTYPE(C.c_int, C.c_void_p, C.c_char_p, C.c_char_p, C.POINTER(C.c_void_p),
                     C.POINTER(C.c_int), C.POINTER(C.c_void_p), C.c_void_p)
lib.config_parse.argtypes = [C.c_char_p, C.c_char_p, C.c_void_p, C.c_char_p, LOOKUP, C.c_void_p,
                             C.c_int, C.c_void_p, C.c_void_p]


def quote(b):
    """A Go string literal."""
    text = "".join(chr(c) if 32 <= c < 127 and c not in (34, 92) else "\\x%02x" % c for c in b)
    return '"' + text + '"'


def words(s):
    CUNESCAPE, UNQUOTE = 2, 32
    buf = C.create_string_buffer(s)
    p, got = C.c_void_p(C.addressof(buf)), []
    while True:
        word = C.c_char_p()
        n = lib.extract_first_word(C.byref(p), C.byref(word), None, CUNESCAPE | UNQUOTE)
        if n < 0:
            return "error"
        if n == 0:
            return " ".join(map(quote, got)) or "nothing"
        got.append(word.value)


def lines(s):
    got = []

    @ITEM
    def item(unit, file, line, section, section_line, key, ltype, value, data, user):
        got.append(quote(section + b"." + key + b"=" + value))
        return 0

    @LOOKUP
    def lookup(table, section, key, func, ltype, data, user):
        func[0] = C.cast(item, C.c_void_p).value
        ltype[0] = 0
        data[0] = None
        return 1

    with tempfile.NamedTemporaryFile() as f:
        f.write(s)
        f.flush()
        lib.config_parse(None, f.name.encode(), None, b"A\0B\0", lookup, None, 0, None, None)
    return " ".join(got) or "nothing"


def number(call, *args):
    value = C.c_uint64()
    if call(*args, C.byref(value)) < 0:
        return "error"
    return "infinity" if value.value == 2**64 - 1 else str(value.value)


def unescape(call, s):
    got = C.c_char_p()
    return quote(got.value) if call(s, C.byref(got)) >= 0 else "error"


def some(pieces, most):
    return b"".join(rng.choice(pieces) for _ in range(rng.randint(1, most)))


def write(name, inputs, answer):
    with open(os.path.join(out, name), "w") as f:
        f.write("# made by facts.py from systemd 252\n")
        for s in dict.fromkeys(inputs):
            f.write(quote(s) + " -> " + answer(s) + "\n")


W = [b"a", b"bc", b" ", b"\t", b"'", b'"', b"\\", b"\\\\", b"\\n", b"\\s", b"\\x41", b"\\x4", b"\\101", b"\\400", b"\\000",
     b"\\u00e4", b"\\ud800", b"\\U0001F600", b"\\U00110000", b"\\ufffe", b"\\q", b";", b"\\;", b"=", b"\xc3\xa4", b"#", b"%", b"\\\"", b"\\'"]
write("words.txt", [some(W, 7) for _ in range(600)], words)

L = [b"[A]", b"[B]", b"\n", b"\n", b"\n", b"\r\n", b"\n\r", b"\r", b"#", b";", b" ", b"\t", b"k=", b"k=v", b" k = v ", b"\\\n", b"\\\n", b" \\\n",
     b"\\\\\n", b"\\", b"x", b"=", b"[", b"]", b"\xc3\xa4", b"# c\n", b"; c\\\n", b"\\ \n"]
write("lines.txt", [b"[A]\n" + some(L, 12) for _ in range(800)], lines)

T = [b"1", b"2", b"90", b"0", b".5", b"1.", b" ", b"s", b"sec", b"min", b"m", b"ms", b"h", b"d", b"w", b"M", b"y", b"us", b"x", b"infinity", b"hours", b"-", b"month"]
write("spans.txt", [some(T, 5) for _ in range(300)], lambda s: number(lib.parse_sec, s))

S = [b"1", b"5", b"12", b"0", b".", b".5", b"K", b"M", b"G", b"T", b"P", b"E", b"B", b" ", b"k", b"x"]
write("sizes.txt", [some(S, 4) for _ in range(400)], lambda s: number(lib.parse_size, s, 1024))

N = [b"a", b"Z9", b"-", b"/", b".", b"\\x2d", b"\\x2F", b"\\x", b"\\", b"@", b":", b"_", b" ", b"\xc3\xa4", b"%", b"~"]
names = [some(N, 5) for _ in range(400)]
write("escape.txt", names, lambda s: quote(lib.unit_name_escape(s)))
write("unescape.txt", names, lambda s: unescape(lib.unit_name_unescape, s))
write("path.txt", names, lambda s: unescape(lib.unit_name_path_unescape, s))
write("instance.txt", names, lambda s: str(lib.unit_instance_is_valid(s)).lower())

E = [b"A", b"b_1", b"1", b"=", b"=", b" ", b"\t", b"\n", b"\x01", b"\x7f", b"\xc3\xa4", b"\xe4", b"-", b"."]
write("environment.txt", [some(E, 5) for _ in range(300)], lambda s: str(lib.env_assignment_is_valid(s)).lower())
