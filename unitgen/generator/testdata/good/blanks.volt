[Volt]
Exec=/usr/bin/true
FsRead=/usr
FsExecute=/usr/bin
FsRead="/opt/two words" /opt/a:b "/opt/100%%"
#= +RequiresMountsFor=/opt/100%% "/opt/a:b" "/opt/two words"
#= +TemporaryFileSystem="/opt:ro,mode=0755,nosuid,nodev,noexec"
#= +BindReadOnlyPaths=/opt/100%%
#= +BindReadOnlyPaths="/opt/a:b"
#= +BindReadOnlyPaths="/opt/two words"
