#!/usr/bin/env zsh
# SPDX-License-Identifier: Apache-2.0
#
# completion.zsh SCRIPT LINE...: writes what zsh offers when Tab is pressed after each
# LINE to offered.1, offered.2 and so on.
#
# An interactive zsh on a terminal of its own completes the lines. Its compadd also
# writes the matches to a file; nothing is read from the screen.
zmodload zsh/zpty || exit 3
script=${1:a} matches=$PWD/matches
shift
zpty shell zsh -f -i
zpty -w shell "PS1= PS2=; autoload -Uz compinit && compinit -D -u; source ${(q)script}
compadd() {
	if ((\${@[1,(i)(-|--)][(I)-[OAD]]})); then builtin compadd \"\$@\"; return; fi
	local -a found; builtin compadd -A found \"\$@\"; print -rl -- \$found >>${(q)matches}; builtin compadd \"\$@\"
}
finish() { comppostfuncs=(finish); print -r -- 'the'' end' }
comppostfuncs=(finish)
LISTMAX=100000
zstyle ':completion:*' insert-tab false
bindkey '^I' list-choices
print -r -- 'all'' set'"
zpty -r shell screen '*all set*'
n=0
for line; do
	n=$((n + 1))
	: >$matches
	zpty -w -n shell "$line"$'\t'
	zpty -r shell screen '*the end*'
	grep . $matches | sort -u >offered.$n
	zpty -w -n shell $'\C-u'
done
zpty -d shell
