#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Real programs through the whole loop: recorded (compared with the kernel's
# tracepoint), policy derived, checked by policy and by bytes, and run under
# their own policy with the same output and status.

# shellcheck disable=SC2154,SC2016 # program is set by program(); scripts are quoted
load helper

setup_file()
{
	use_kernel_set "$BATS_FILE_TMPDIR"
}

# Writes a script and uses it as the program.
script()
{
	cat >program.sh
}

@test "a shell pipeline" {
	round_trip sh -c 'seq 1000 | sort -rn | grep 7 | awk "{ n += \$1 } END { print n }" | tee /dev/stderr | wc -c; exit 3'
}

@test "python3 with threads, processes, sockets and files" {
	need python3
	script <<-'END'
		import hashlib, os, socket, subprocess, tempfile, threading, time
		a, b = socket.socketpair()
		thread = threading.Thread(target=lambda: a.sendall(b"hello"))
		thread.start()
		print(b.recv(5), flush=True)
		thread.join()
		with tempfile.TemporaryDirectory() as folder:
		    with open(folder + "/x", "wb") as out:
		        out.write(b"x" * 100000)
		    print(hashlib.sha256(open(folder + "/x", "rb").read()).hexdigest())
		print(subprocess.run(["echo", "child"], capture_output=True).stdout)
		print(time.monotonic() > 0, len(os.urandom(8)))
	END
	round_trip python3 -I program.sh
}

@test "perl with a pipe, a hash of files and a child" {
	need perl
	script <<-'END'
		open(my $ls, "-|", "ls", "/usr") or die; my @names = <$ls>; close $ls;
		my %size = map { $_ => -s "/etc/$_" } grep { -f "/etc/$_" } ("passwd", "group");
		print scalar(@names), " ", join(",", map { "$_=$size{$_}" } sort keys %size), "\n";
		system("true") == 0 or die; print time() > 0 ? "time\n" : "none\n"; exit 4;
	END
	round_trip perl program.sh
}

@test "git init, add, commit, log, gc" {
	need git
	script <<-'END'
		set -e
		export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='2001-02-03T04:05:06Z' GIT_COMMITTER_DATE='2001-02-03T04:05:06Z'
		rm -rf tree && git init -q -b main tree && cd tree
		git config user.name N && git config user.email n@example.org
		for i in 1 2 3; do echo $i >file$i; git add .; git commit -q -m "commit $i"; done
		git log --oneline --stat
		git gc -q && git fsck --strict 2>&1 | tail -1
	END
	round_trip sh program.sh
}

@test "tar and gzip, round trip" {
	need tar gzip
	script <<-'END'
		set -e
		rm -rf in out && mkdir -p in/sub out
		seq 5000 >in/a; ln -s a in/link; ln in/a in/hard; chmod 640 in/a; touch -d @1 in/sub
		tar -czf x.tar.gz in && tar -xzf x.tar.gz -C out && tar -tzf x.tar.gz | sort
		cmp in/a out/in/a && stat -c '%a %Y' out/in/sub
	END
	round_trip sh program.sh
}

@test "sqlite3 with a file database" {
	need sqlite3
	script <<-'END'
		rm -f x.db
		sqlite3 x.db "create table t(a integer primary key, b text);
			with recursive n(i) as (select 1 union all select i + 1 from n where i < 500) insert into t select i, hex(i) from n;
			create index tb on t(b); delete from t where a % 7 = 0; vacuum; select count(*), sum(a) from t; pragma integrity_check;"
	END
	round_trip sh program.sh
}

@test "curl from a local server" {
	need curl python3
	mkdir www && seq 20000 >www/page
	script <<-'END'
		sleep 0.5 & wait $! # so that dash waits by rt_sigsuspend at least once: later it may find its child ended
		rm -f port && mkfifo port
		python3 -I - <<-'SERVER' >port &
			import functools, http.server, sys
			class Quiet(http.server.SimpleHTTPRequestHandler):
			    def log_message(self, *arguments):
			        pass
			server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory="www"))
			print(server.server_port, flush=True)
			server.serve_forever()
		SERVER
		server=$!
		read -r port <port
		curl -sS --fail "http://127.0.0.1:$port/page" | md5sum
		curl -sS -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$port/none"
		kill $server
		wait $server
		echo "server: $?"
	END
	round_trip sh program.sh
}

@test "nginx under load" {
	need nginx curl
	mkdir www logs && seq 3000 >www/page
	cat >nginx.conf <<-END
		daemon off; master_process on; worker_processes 2; pid $PWD/nginx.pid; error_log $PWD/logs/error warn;
		events { worker_connections 64; }
		http {
			access_log $PWD/logs/access; sendfile on;
			client_body_temp_path $PWD/t1; proxy_temp_path $PWD/t2; fastcgi_temp_path $PWD/t3;
			uwsgi_temp_path $PWD/t4; scgi_temp_path $PWD/t5;
			server { listen unix:$PWD/socket; root $PWD/www; location /self { return 200 "self\n"; } }
		}
	END
	[ "$(id -u)" != 0 ] || sed -i '1i user root;' nginx.conf
	script <<-'END'
		sleep 0.5 & wait $! # so that dash waits by rt_sigsuspend at least once: later it may find its child ended
		rm -f socket
		nginx -e logs/start -p "$PWD" -c "$PWD/nginx.conf" &
		nginx=$!
		until curl -s -o /dev/null --unix-socket socket http://x/self; do :; done
		for client in 1 2 3; do
			curl -sS --unix-socket socket "http://x/page?[1-40]" | md5sum &
			clients="${clients:-} $!"
		done
		wait $clients
		curl -sS --unix-socket socket http://x/self
		kill -QUIT $nginx
		wait $nginx
		echo "nginx: $?"
	END
	round_trip sh program.sh
}

@test "redis under redis-benchmark" {
	need redis-server redis-benchmark redis-cli
	script <<-'END'
		sleep 0.5 & wait $! # so that dash waits by rt_sigsuspend at least once: later it may find its child ended
		redis-server --port 0 --unixsocket "$PWD/socket" --dir "$PWD" --save "" --appendonly no >log &
		redis=$!
		until redis-cli -s socket ping >/dev/null 2>&1; do :; done
		redis-benchmark -s socket -q -n 2000 -c 10 -t set,get,lpush >bench
		redis-cli -s socket set a 1
		redis-cli -s socket incr a
		redis-cli -s socket shutdown nosave
		wait $redis
		echo "redis: $?"
	END
	round_trip sh program.sh
}

@test "a C compiler and what it makes" {
	need cc
	printf '#include <stdio.h>\nint main(void) { puts("made"); return 5; }\n' >made.c
	round_trip sh -c 'cc -O1 -o made made.c && ./made'
}

@test "a Go program" {
	need go
	cat >main.go <<-'END'
		package main

		import (
			"fmt"
			"os"
			"sync"
			"time"
		)

		func main() {
			var wait sync.WaitGroup
			sum := make(chan int, 8)
			for i := 0; i < 8; i++ {
				wait.Add(1)
				go func(i int) { time.Sleep(time.Millisecond); sum <- i; wait.Done() }(i)
			}
			wait.Wait()
			close(sum)
			total := 0
			for i := range sum {
				total += i
			}
			entries, _ := os.ReadDir("/usr")
			fmt.Println(total, len(entries) > 0)
			os.Exit(6)
		}
	END
	GO111MODULE=off GOCACHE="$BATS_TEST_TMPDIR/cache" CGO_ENABLED=0 GOFLAGS='' go build -o program main.go
	# Go interrupts a goroutine that runs for 10 ms by a signal: a call more on a busy machine
	export GODEBUG=asyncpreemptoff=1
	round_trip ./program
}

@test "a static musl program" {
	need musl-gcc
	musl-gcc -D_GNU_SOURCE -static -o program "$HERE/programs/times.c"
	round_trip ./program
}

@test "an i386 busybox" {
	local busybox=$HERE/../build/i386/busybox
	[ -x "$busybox" ] || skip "no i386 busybox was fetched (./bootstrap check does)"
	"$busybox" true 2>/dev/null || skip "the kernel here runs no 32-bit programs"
	cp "$busybox" busybox
	script <<-'END'
		./busybox seq 300 | ./busybox sort -r | ./busybox md5sum
		./busybox mkdir -p d/e && ./busybox tar -cf x.tar d && ./busybox tar -tf x.tar
		./busybox rm -r d x.tar
		./busybox sh -c 'echo $((6 * 7)); exit 8'
	END
	round_trip ./busybox sh program.sh
	calls_of program.trace | grep -q '^i386 '
}

@test "i386 and x86_64 in one tree, both ways" {
	program m32/hop
	local narrow=$program
	program native/hop
	cp "$narrow" narrow && cp "$program" wide
	round_trip ./narrow ./wide ./narrow ./wide
	round_trip sh -c './wide ./narrow; ./narrow ./wide; echo $?'
	calls_of program.trace | grep -q '^i386 '
	calls_of program.trace | grep -q '^x86_64 '
}

@test "git's policy written twice is the same bytes, and so is its filter" {
	need git
	seccord record -q -o a.trace -- git --version
	seccord policy -o a.json a.trace
	seccord policy -o b.json a.trace
	cmp a.json b.json
	seccord emit -f bpf -o a.bpf a.json
	seccord emit -f bpf b.json >b.bpf
	cmp a.bpf b.bpf
}
