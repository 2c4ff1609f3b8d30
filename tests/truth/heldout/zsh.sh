# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=zsh

a()
{
	run zsh -fc 'for i in {1..20}; do print $i; done | sort -rn | head -n 1; a=(b c); print ${(U)a}; print -l *(N); [[ -n $a ]] && echo ok >x; cat x'
	printf 'print script $1\nreturn 2\n' >script
	run zsh -f script word
	run zsh -fc 'nothing_of_that_name'
}

b()
{
	run zsh -fc 'zmodload zsh/datetime zsh/stat zsh/files zsh/zselect; mkdir -p d/e; touch d/e/f; zstat +size d/e/f; print -l d/**/*(.); mv d/e/f d/g; rm -r d; zselect -t 10; print $?'
	run zsh -fc 'zmodload zsh/net/tcp; ztcp 127.0.0.1 1' || echo "no connection"
	run zsh -fc 'coproc cat; print -p hi; read -p x; print $x; coproc exit; TRAPUSR1() { print usr1 }; kill -USR1 $$; diff =(print 1) =(print 1) && print same; cat <(print a) >(cat)' </dev/null
	run zsh -fc 'zmodload zsh/system; print lock >l; zsystem flock -t 1 l; print $?; sysopen -rw -u 5 l; print $?; ulimit -n 100; umask'
	run zsh -fc 'setopt monitor; sleep 30 & kill -STOP %1; kill %1; kill -CONT %1; wait'
}
