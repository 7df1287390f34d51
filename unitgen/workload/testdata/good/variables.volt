[Volt]
Exec=/bin/echo $HOME ${HOME} $$ %%h %i
#= [Volt]
#= Exec=/bin/echo $HOME ${HOME} $$ %%h %i
#= Policy=auto
#= argv: "/bin/echo" "$HOME" "${HOME}" "$$" "%h" "variables"
