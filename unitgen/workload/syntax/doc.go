// Package syntax reads the file format of systemd.syntax(7): sections,
// assignments, comments, continuation lines, quotes and escapes. It is pure,
// knows no keys, and can tell the file, line and column of every byte it
// returns.
//
// It accepts what systemd's own reader accepts (config_parse() and
// extract_first_word() of systemd's src/shared/conf-parser.c and
// src/basic/extract-word.c). What that reader ignores with a warning is an
// error here.
package syntax
