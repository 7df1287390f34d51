[Volt]
Exec=/bin/echo %n %N %p %P %i %I %j %J %f %h %u %U %g %G %s %H %l %q %m %b %v %a %A %B %M %o %w %W %t %S %C %L %E %T %V %d
Environment=A=%i B=%%i "C=%H %v" D=%d/key
FsRead=%h/.config %S/%p
WorkingDirectory=%t/%i
User=%p
#= [Volt]
#= Exec=/bin/echo %n %N %p %P %i %I %j %J %f %h %u %U %g %G %s %H %l %q %m %b %v %a %A %B %M %o %w %W %t %S %C %L %E %T %V %d
#= User=volt
#= WorkingDirectory=/run/specifiers
#= Environment=A=specifiers B=%%i "C=box.example 6.12.0" D=/run/credentials/volt@specifiers.service/key
#= FsRead=/root/.config /var/lib/volt
#= argv: "/bin/echo" "volt@specifiers.service" "volt@specifiers" "volt" "volt" "specifiers" "specifiers" "volt" "volt" "/specifiers" "/root" "root" "0" "root" "0" "/bin/sh" "box.example" "box" "Box" "1d" "b00t" "6.12.0" "x86-64" "7" "build" "img" "debian" "13" "var" "/run" "/var/lib" "/var/cache" "/var/log" "/etc" "/tmp" "/var/tmp" "/run/credentials/volt@specifiers.service"
