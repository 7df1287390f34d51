[Volt]
Exec=/usr/bin/env -i "A=two words" $HOME ${X} %%d %i \; 'q"q' \x41
FsRead=/usr
FsExecute=/usr/bin
#= -ExecStart=/usr/local/libexec/volt/volt-jail %d/volt.plan /usr/bin/true
#= +ExecStart=/usr/local/libexec/volt/volt-jail %d/volt.plan /usr/bin/env -i "A=two words" $HOME ${X} %%d %i \; 'q"q' \x41
