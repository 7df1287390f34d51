[Volt]
Exec=/usr/bin/printf \
# a comment in between
  ; and another \
   "%%s\n" \
  one\
two
FsRead=/usr \
\
  /etc
#= [Volt]
#= Exec=/usr/bin/printf     "%%s\n"    one two
#= FsRead=/usr /etc
#= argv: "/usr/bin/printf" "%s\n" "one" "two"
