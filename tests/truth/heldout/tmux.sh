# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="tmux bsdutils"
# The server is part of the tree that starts it, so that the recorder waits for it: begun in the background.

a()
{
	export TERM=xterm
	run tmux -S s -f /dev/null new-session -d -x 80 -y 24 "echo hi; tmux -S $PWD/s wait -S ended; cat" &
	until tmux -S s wait ended 2>/dev/null; do sleep 0.1; done
	run tmux -S s list-sessions -F '#{session_name}'
	run tmux -S s send-keys text Enter
	run tmux -S s kill-server
	run tmux -S s list-sessions 2>&1 | wc -l
}

b()
{
	export TERM=xterm
	printf 'set -g history-limit 100\nset -g default-shell /bin/sh\nset -g status-right "#(echo st)"\n' >conf
	run tmux -S s -f conf new-session -d -x 80 -y 24 "tmux -S $PWD/s wait -S up; cat" &
	until tmux -S s wait up 2>/dev/null; do sleep 0.1; done
	run tmux -S s split-window -h "tmux -S $PWD/s wait -S two; cat" && run tmux -S s wait two && run tmux -S s resize-pane -L 5
	run tmux -S s new-window "sleep 60" && run tmux -S s list-windows | wc -l && run tmux -S s swap-window -t 0
	run tmux -S s run-shell 'echo shell' && run tmux -S s if-shell true 'display-message -p yes' && run tmux -S s pipe-pane -t 0 "cat >$PWD/piped"
	run tmux -S s set-buffer text && run tmux -S s save-buffer buffer && cat buffer && echo
	timeout 3 script -qec "tmux -S $PWD/s attach" /dev/null </dev/null >/dev/null &
	client=$!
	sleep 0.5
	run tmux -S s source-file conf && run tmux -S s detach-client -a 2>/dev/null
	wait $client
	run tmux -S s respawn-pane -k -t 0 "sleep 9" && run tmux -S s capture-pane -p | wc -l && run tmux -S s lock-server; run tmux -S s kill-pane -t 0; run tmux -S s nonsense
	run tmux -S s kill-server; run tmux -S /missing/s new -d 2>&1 | wc -l
}
