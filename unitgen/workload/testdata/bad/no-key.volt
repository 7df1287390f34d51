[Volt]
Exec=/bin/a
 =5M
#= no-key.volt:3:2: cannot read "=5M": no key stands before the equals sign
