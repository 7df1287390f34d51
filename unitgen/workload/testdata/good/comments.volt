# a comment
; another
   # with blanks before it

[Volt]
  Exec = /usr/bin/true   
;Memory=1
# Tasks=\
Tasks=5
#= [Volt]
#= Exec=/usr/bin/true
#= Policy=auto
#= Tasks=5
#= argv: "/usr/bin/true"
