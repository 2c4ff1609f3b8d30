#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# workload.sh PROGRAM: what is recorded of it, inside of the system, for record.sh.
# No step needs a network but loopback, and none depends on the machine.
set -eu
cd /tmp/work
umask 022
: "${RUNS:=1}"

recorder=/opt/recorder
number=0

# step LABEL GLOB,... COMMAND...: records the programs that match, as a step of that name
step()
{
	label=$1 only=$2 run=0
	shift 2
	while [ "$run" -lt "$RUNS" ]; do
		run=$((run + 1)) number=$((number + 1))
		"$recorder"/ld-linux-x86-64.so.2 --library-path "$recorder" "$recorder/seccord" record -q --stacks --no-command \
			--label="$label" --only="$only" -o "$number.trace" -- "$@" </dev/null 2>&1 >/dev/null | cat
	done
}

# until_answers PORT: waits for a server on loopback
until_answers()
{
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		! curl -s -o /dev/null "http://127.0.0.1:$1/" || return 0
		sleep 0.2
	done
	echo "no server on port $1 ($n attempts)" >&2
	return 1
}

curl_steps()
{
	mkdir www
	echo hello >www/index.html
	python3 -m http.server --bind 127.0.0.1 --directory www 8017 >/dev/null 2>&1 &
	server=$!
	until_answers 8017
	step 'curl http' curl curl -s http://127.0.0.1:8017/
	step 'curl name' curl curl -s http://localhost:8017/
	step 'curl file' curl curl -s file:///etc/debian_version
	step 'curl output' curl curl -s -o page -D headers -c cookies http://127.0.0.1:8017/
	step 'curl refused' curl curl -s http://127.0.0.1:9/
	kill "$server"
}

coreutils_steps()
{
	head -c 100000 /dev/zero >data
	mkdir tree tree/sub
	cp data tree/sub
	step 'ls' ls ls -l tree /etc/passwd
	step 'cp' cp cp -a tree tree.copy
	step 'mv' mv,touch sh -c 'touch moved; mv moved moved.new'
	step 'rm' rm,cp sh -c 'cp -r tree away; rm -r away'
	step 'chmod' chmod chmod -R go+w tree
	step 'timeout' timeout timeout 5 true
}

git_steps()
{
	cat >.gitconfig <<-END
		[user]
			name = A
			email = a@example.org
		[init]
			defaultBranch = main
	END
	step 'git init' git sh -c 'rm -rf project; git init project'
	step 'git add' git sh -c 'date +%N >project/file; git -C project add file'
	step 'git commit' 'git,git-*' sh -c 'date +%N >>project/file; git -C project commit -a -m more'
	step 'git gc' 'git,git-*' git -C project gc
	step 'git clone' 'git,git-*' sh -c 'rm -rf clone; git clone project clone'
}

sqlite3_steps()
{
	step 'create' sqlite3 sh -c 'rm -f base; sqlite3 base "create table t (a, b); insert into t values (1, 2), (3, 4);"'
	step 'select' sqlite3 sqlite3 base 'select sum(a), sum(b) from t;'
	step 'wal' sqlite3 sqlite3 base 'pragma journal_mode = wal; insert into t values (5, 6); pragma journal_mode = delete;'
	step 'dump' sqlite3 sqlite3 base .dump
	step 'vacuum' sqlite3 sqlite3 base 'vacuum;'
}

nginx_steps()
{
	mkdir www logs
	head -c 200000 /dev/zero >www/index.html
	cat >nginx.conf <<-END
		worker_processes 1;
		pid /tmp/work/nginx.pid;
		error_log /tmp/work/logs/error;
		daemon off;
		events {}
		http { access_log /tmp/work/logs/access; server { listen 127.0.0.1:8018; root /tmp/work/www; sendfile on; } }
	END
	chmod 755 /tmp/work
	step 'configuration' nginx nginx -t -c /tmp/work/nginx.conf
	step 'serve' nginx sh -c 'nginx -c /tmp/work/nginx.conf & for n in 1 2 3 4 5 6 7 8 9 10; do
		! curl -s -o /dev/null http://127.0.0.1:8018/ || break; sleep 0.2; done
		curl -s http://127.0.0.1:8018/missing >/dev/null; kill -QUIT $!; wait'
}

python3_steps()
{
	step 'hello' 'python3*' python3 -c 'print("hello")'
	step 'files' 'python3*' python3 -c 'import os, shutil, tempfile
d = tempfile.mkdtemp(); p = os.path.join(d, "a"); open(p, "w").write("x"); shutil.copy(p, p + "b"); os.listdir(d); shutil.rmtree(d)'
	step 'subprocess' 'python3*' python3 -c 'import subprocess; subprocess.run(["true"])'
	step 'threads' 'python3*' python3 -c 'import threading
t = threading.Thread(target=print, args=("x",)); t.start(); t.join()'
	step 'sockets' 'python3*' python3 -c 'import socket
s = socket.create_server(("127.0.0.1", 0)); c = socket.create_connection(s.getsockname()); a, _ = s.accept(); c.sendall(b"x"); a.recv(1)'
	step 'random' 'python3*' python3 -c 'import random, secrets, uuid; random.random(); secrets.token_hex(); uuid.uuid4()'
	step 'asyncio' 'python3*' python3 -c 'import asyncio; asyncio.run(asyncio.sleep(0))'
}

"$1"_steps
