[Volt]
Exec=/bin/a
User=-x
User=a b
User=65535
Groups=1a www
#= user.volt:3:6: cannot use "-x" for User: it is not a name that a user or group can have; write a name of at most 31 letters, digits, "_", "-" and ".", or a number
#= user.volt:4:6: cannot use "a b" for User: it is not a name that a user or group can have; write a name of at most 31 letters, digits, "_", "-" and ".", or a number
#= user.volt:5:6: cannot use "65535" for User: it is not a number that a user or group can have; they run to 4294967294, without 65535
#= user.volt:6:8: cannot use "1a" for Groups: it is not a name that a user or group can have; write a name of at most 31 letters, digits, "_", "-" and ".", or a number
