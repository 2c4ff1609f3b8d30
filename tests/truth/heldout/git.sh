# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=git

identity()
{
	export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='2001-01-01T00:00:00Z' GIT_COMMITTER_DATE='2001-01-01T00:00:00Z'
	git config --global user.name N && git config --global user.email n@example.org && git config --global init.defaultBranch main
}

a()
{
	identity
	run git init -q tree && cd tree || return
	seq 1000 >a && run git add a && run git commit -qm one && echo more >>a && run git commit -qam two
	run git log --oneline | cat
	run git status --short && run git diff HEAD~1 | wc -l
	run git branch side && run git checkout -q side && run git show --stat HEAD | cat
	run git checkout missing
}

# merges with conflicts, rebase, stash, remotes, gc, bisect, worktrees, a taken lock, daemon
b()
{
	identity
	git init -q tree && cd tree || return
	seq 500 >a && git add a && git commit -qm one && git checkout -qb side && sed -i '1s/^/x/' a && git commit -qam x
	git checkout -q main && sed -i '1s/^/y/' a && git commit -qam y
	run git merge side
	git checkout -q --ours a && git add a && run git commit -qm merged
	run git rebase --force-rebase HEAD~1
	echo dirty >>a && run git stash -q && run git stash pop -q && run git checkout -q -- a
	run git gc -q --prune=now && run git fsck --strict && run git repack -adq && run git count-objects
	run git clone -q --bare . ../bare.git && run git remote add up ../bare.git && run git push -q up main && run git fetch -q up
	run git worktree add -q ../other side && ls ../other && run git worktree remove ../other
	touch .git/index.lock && run git add a && echo added || rm .git/index.lock
	run git bisect start HEAD HEAD~1 | wc -l
	run git archive HEAD | wc -c && run git blame a | head -n 1 | wc -l && run git grep -n 77 | wc -l
	run git submodule --quiet add -b main ../bare.git sub || echo "no submodule"
	run git daemon --listen=127.0.0.1 --port=9418 --export-all --base-path="$PWD/.." "$PWD/.." 2>/dev/null &
	until git ls-remote git://127.0.0.1/bare.git >/dev/null 2>&1; do sleep 0.1; done
	git clone -q git://127.0.0.1/bare.git ../over && ls ../over
	kill $! && wait $!
}
