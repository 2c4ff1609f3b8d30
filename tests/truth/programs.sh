#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# programs.sh: the names of real programs, a line each, with what they need.
# programs.sh NAME: does that work once, in the current folder, which is its own.
# Each does the same every time, ends all that it starts, and asks for no network
# but loopback.
# shellcheck disable=SC2317,SC2016 # called by name; quoted programs
set -eu

table='
shell         seq sort grep awk
jobs          bash
python        /usr/bin/python3
python-many   /usr/bin/python3
perl          perl
perl-threads  perl
ruby          ruby
node          node
java          java
go            go
rust          rustc
cc            cc
make          make cc
cmake         cmake cc
git           git
tar           tar gzip
zstd          zstd
xz            xz
rsync         rsync
find          find xargs
dd            dd
openssl       openssl
sshd          ssh ssh-keygen /usr/sbin/sshd
curl          curl nginx
redis         redis-server redis-benchmark redis-cli
memcached     memcached /usr/bin/python3
dnsmasq       dnsmasq /usr/bin/python3
postgres      pg_config setpriv
sqlite        sqlite3
tmux          tmux
script        script
gdb           gdb
strace        strace
ffmpeg        ffmpeg
apt-cache     apt-cache
systemd       systemd-analyze
busybox       busybox
bwrap         bwrap
unshare       unshare
musl          musl-gcc
busybox-i386  i386-busybox
i386          m32-hop
i386-time64   m32-time64-times
'

here=$(cd "$(dirname "$0")" && pwd)
if [ $# = 0 ]; then
	echo "$table" | grep .
	exit
fi

do_shell()
{
	seq 1000 | sort -rn | grep 7 | awk '{ n += $1 } END { print n }' | tee x | wc -c
}

do_jobs()
{
	bash -c 'set -m
		sleep 100 & kill -STOP %1; jobs; bg %1; kill %1; wait %1
		coproc tr a-z A-Z; echo hello >&${COPROC[1]}; exec {COPROC[1]}>&-; cat <&${COPROC[0]}
		cat <(echo a) > >(cat); trap "echo usr1" USR1; kill -USR1 $$; ulimit -n; times; umask; wait'
}

do_python()
{
	/usr/bin/python3 -I - <<-'END'
		import hashlib, os, shutil, socket, subprocess, tempfile, threading
		a, b = socket.socketpair()
		threading.Thread(target=lambda: a.sendall(b"hello")).start()
		print(b.recv(5))
		with tempfile.TemporaryDirectory() as folder:
		    open(folder + "/x", "wb").write(b"x" * 100000)
		    shutil.copy2(folder + "/x", folder + "/y")
		    print(hashlib.sha256(open(folder + "/y", "rb").read()).hexdigest())
		print(subprocess.run(["echo", "child"], capture_output=True).stdout, len(os.urandom(8)))
	END
}

do_python_many()
{
	cat >many.py <<-'END'
		import asyncio, concurrent.futures, multiprocessing, mmap, os, select, signal
		async def echo(reader, writer):
		    writer.write(await reader.readline())
		    await writer.drain()
		    writer.close()
		async def serve():
		    server = await asyncio.start_unix_server(echo, "socket")
		    reader, writer = await asyncio.open_unix_connection("socket")
		    writer.write(b"line\n")
		    print(await reader.readline())
		    child = await asyncio.create_subprocess_exec("true")
		    print(await child.wait())
		    server.close()
		def square(i):
		    return i * i
		if __name__ == "__main__":
		    asyncio.run(serve())
		    with multiprocessing.Pool(2) as pool:
		        print(pool.map(square, range(10)))
		    with concurrent.futures.ThreadPoolExecutor(4) as pool:
		        print(sum(pool.map(square, range(100))))
		    os.unlink("socket")
	END
	/usr/bin/python3 many.py
}

do_perl()
{
	perl -e 'open(my $ls, "-|", "ls", "/usr") or die; my @n = <$ls>; close $ls; print scalar(@n), "\n";
		pipe(my $r, my $w); if (!fork) { syswrite $w, "x"; exit } sysread $r, my $b, 1; wait; alarm 0; print sort(glob("/etc/p*"))'
}

do_perl_threads()
{
	perl -Mthreads -Mthreads::shared -MThread::Queue -MSocket -e 'my $q = Thread::Queue->new;
		my @t = map { threads->create(sub { my $n = 0; while (defined(my $x = $q->dequeue)) { $n += $x } $n }) } 1 .. 3;
		$q->enqueue($_) for 1 .. 100; $q->end; my $sum = 0; $sum += $_->join for @t; print "$sum\n";'
}

do_ruby()
{
	ruby -rsocket -rtempfile -e 'a, b = UNIXSocket.pair; t = Thread.new { a.write "x"; a.close }; p b.read; t.join
		q = Queue.new; w = 3.times.map { Thread.new { q.pop } }; 3.times { |i| q << i }; p w.map(&:value).sum
		pid = fork { exit 3 }; Process.wait pid; p $?.exitstatus; p IO.popen("echo hi").read; Tempfile.create { |f| f << "x" }'
}

do_node()
{
	node -e 'const fs = require("fs"), http = require("http"), cp = require("child_process"), z = require("zlib");
		const { Worker } = require("worker_threads"); fs.writeFileSync("x", "x".repeat(1e5));
		const worker = new Worker("require(\"worker_threads\").parentPort.postMessage(42)", { eval: true });
		worker.on("message", console.log);
		worker.on("exit", () => console.log(cp.execFileSync("echo", ["hi"]).toString(), z.gzipSync(fs.readFileSync("x")).length));
		const server = http.createServer((q, a) => a.end("self")).listen("./socket", () => http.get({ socketPath: "./socket" },
			a => { a.on("data", d => console.log(String(d))); a.on("end", () => server.close()); }));'
}

do_java()
{
	cat >Main.java <<-'END'
		import java.nio.file.*;
		import java.util.concurrent.*;
		public class Main {
			public static void main(String[] a) throws Exception {
				ExecutorService pool = Executors.newFixedThreadPool(4);
				Future<Integer> sum = pool.submit(() -> 6 * 7);
				Files.write(Path.of("x"), new byte[100000]);
				Process child = new ProcessBuilder("true").start();
				System.out.println(sum.get() + " " + Files.size(Path.of("x")) + " " + child.waitFor());
				pool.shutdown();
				System.gc();
			}
		}
	END
	java Main.java
}

do_go()
{
	cat >main.go <<-'END'
		package main

		import (
			"fmt"
			"net"
			"os"
			"os/exec"
			"sync"
		)

		func main() {
			var wait sync.WaitGroup
			for i := 0; i < 8; i++ {
				wait.Add(1)
				go func() { os.ReadDir("/usr"); wait.Done() }()
			}
			wait.Wait()
			l, _ := net.Listen("tcp", "127.0.0.1:0")
			go func() { c, _ := l.Accept(); c.Write([]byte("hello")); c.Close() }()
			c, _ := net.Dial("tcp", l.Addr().String())
			b := make([]byte, 5)
			n, _ := c.Read(b)
			out, _ := exec.Command("echo", "child").Output()
			fmt.Println(n, string(out))
		}
	END
	GO111MODULE=off GOCACHE="$PWD/cache" CGO_ENABLED=0 GOFLAGS='' GOMAXPROCS=2 go build -p 2 -o program main.go
	./program
}

do_rust()
{
	cat >main.rs <<-'END'
		use std::{fs, process::Command, sync::mpsc, thread, time::Duration};
		fn main() {
			let (tx, rx) = mpsc::channel();
			let all: Vec<_> = (0..4).map(|i| { let tx = tx.clone(); thread::spawn(move || tx.send(i).unwrap()) }).collect();
			for t in all { t.join().unwrap(); }
			drop(tx);
			fs::write("x", vec![0u8; 10000]).unwrap();
			thread::sleep(Duration::from_millis(1));
			println!("{} {:?}", rx.iter().sum::<i32>(), Command::new("true").status());
		}
	END
	rustc --edition 2021 -o program main.rs
	./program
}

do_cc()
{
	printf '#include <stdio.h>\nint main(void) { return puts("made") < 0; }\n' >made.c
	cc -O1 -o made made.c && ./made
}

small_project()
{
	for i in 1 2 3 4; do
		echo "int f$i(void) { return $i; }" >f$i.c
	done
	echo 'int f1(void), f2(void), f3(void), f4(void); int main(void) { return f1() + f2() + f3() + f4() - 10; }' >main.c
}

do_make()
{
	small_project
	printf 'all: main.o f1.o f2.o f3.o f4.o\n\t$(CC) -o $@ $^ && ./all\nclean:\n\trm -f *.o all\n' >Makefile
	make -j2 MAKEFLAGS= && make clean
}

do_cmake()
{
	small_project
	printf 'cmake_minimum_required(VERSION 3.5)\nproject(x C)\nadd_executable(all_of main.c f1.c f2.c f3.c f4.c)\n' >CMakeLists.txt
	cmake -S . -B out >log && cmake --build out >log && out/all_of
}

do_git()
{
	export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
	git init -q -b main tree && cd tree
	git config user.name N && git config user.email n@example.org
	for i in 1 2 3; do
		seq "$i"000 >file"$i" && git add . && git commit -q -m "$i"
	done
	git log --oneline --stat | cat
	git gc -q && git fsck --strict && git clone -q . ../copy
}

do_tar()
{
	mkdir -p in/sub out
	seq 5000 >in/a && ln -s a in/link && ln in/a in/hard && chmod 640 in/a
	tar -czf x.tgz in && tar -xzf x.tgz -C out && cmp in/a out/in/a
}

do_zstd()
{
	seq 300000 >x && zstd -q -T2 -5 x && zstd -q -d -c x.zst | cmp - x
}

do_xz()
{
	seq 100000 >x && xz -k -T2 --block-size=200KiB x && xz -dc -T2 x.xz | cmp - x
}

do_rsync()
{
	mkdir -p in/sub && seq 10000 >in/a && ln -s a in/link && cp in/a in/sub/b
	rsync -aHAX --delete in/ out/ && echo more >>in/a && rsync -a --checksum --partial in/ out/ && diff -r in out
}

do_find()
{
	mkdir -p d/e/f && touch d/a d/e/b d/e/f/c
	find d -type f -newermt 2001-01-01 -print0 | xargs -0 -n1 -P2 wc -c && find d -delete
}

do_dd()
{
	dd if=/dev/zero of=x bs=64k count=20 conv=fsync oflag=direct && dd if=x of=y iflag=nonblock,noatime conv=fdatasync,sparse seek=1
	truncate -s 1M z && fallocate -l 1M f && sync x && cp --reflink=auto x c && shred -u -n1 c
}

do_openssl()
{
	seq 10000 >x && openssl enc -aes-256-cbc -pbkdf2 -pass pass:a -in x -out y && openssl enc -d -aes-256-cbc -pbkdf2 -pass pass:a -in y | cmp - x
	openssl genrsa -out key 1024 && openssl req -x509 -key key -subj /CN=a -out cert && openssl speed -seconds 1 -bytes 64 sha256
}

do_sshd()
{
	mkdir -p /run/sshd
	rm -f host user && ssh-keygen -q -t ed25519 -N '' -f host && ssh-keygen -q -t ed25519 -N '' -f user
	# inetd mode: no port; the client speaks to it through a pipe
	ssh -F none -i user -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
		-o ProxyCommand="/usr/sbin/sshd -i -f /dev/null -h $PWD/host -o AuthorizedKeysFile=$PWD/user.pub -o UsePAM=no -o StrictModes=no" \
		root@nowhere 'echo in'
}

do_curl()
{
	mkdir -p www logs && seq 3000 >www/page
	cat >nginx.conf <<-END
		daemon off; master_process on; worker_processes 2; pid $PWD/nginx.pid; error_log $PWD/logs/error warn;
		user root; events { worker_connections 64; }
		http {
			access_log $PWD/logs/access; sendfile on;
			client_body_temp_path $PWD/t1; proxy_temp_path $PWD/t2; fastcgi_temp_path $PWD/t3;
			uwsgi_temp_path $PWD/t4; scgi_temp_path $PWD/t5;
			server { listen unix:$PWD/socket; root $PWD/www; location /self { return 200 "self\n"; } }
		}
	END
	[ "$(id -u)" = 0 ] || sed -i 's/user root;//' nginx.conf
	nginx -e logs/start -p "$PWD" -c "$PWD/nginx.conf" &
	until curl -s -o /dev/null --unix-socket socket http://x/self; do :; done
	curl -sS --unix-socket socket "http://x/page?[1-40]" | md5sum
	kill -QUIT $!
	wait $!
}

do_redis()
{
	redis-server --port 0 --unixsocket "$PWD/socket" --dir "$PWD" --save "" --appendonly yes >log &
	until redis-cli -s socket ping >/dev/null 2>&1; do :; done
	redis-benchmark -s socket -q -n 2000 -c 10 -t set,get,lpush >bench
	redis-cli -s socket bgsave && redis-cli -s socket shutdown save
	wait $!
}

do_memcached()
{
	memcached -s "$PWD/socket" -u "$(id -un)" -t 2 &
	/usr/bin/python3 -I - <<-'END'
		import socket
		s = socket.socket(socket.AF_UNIX)
		while s.connect_ex("socket"):
		    pass
		s.sendall(b"set a 0 0 1\r\nx\r\nget a\r\nstats\r\nquit\r\n")
		while s.recv(4096):
		    pass
	END
	kill -INT $!
	wait $! || :
}

do_dnsmasq()
{
	port=$(/usr/bin/python3 -Ic 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	dnsmasq -k -C /dev/null -p "$port" -a 127.0.0.1 -z -R -h -A /name/127.0.0.2 -x "$PWD/pid" --user="$(id -un)" &
	/usr/bin/python3 -I - "$port" <<-'END'
		import socket, sys
		query = b"\0\1\1\0\0\1\0\0\0\0\0\0\4name\0\0\1\0\1"
		while True:
		    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		    s.connect(("127.0.0.1", int(sys.argv[1])))
		    s.settimeout(5)
		    try:
		        s.send(query)
		        print(len(s.recv(512)))
		        break
		    except ConnectionRefusedError:
		        pass
	END
	kill $!
	wait $! || :
}

do_postgres()
{
	bin=$(pg_config --bindir) user=$(id -u)
	[ "$user" != 0 ] || user=65534
	mkdir base && chown "$user" base
	cat >base/steps <<-END
		set -e
		$bin/initdb -D base/data -N -A trust >base/log
		$bin/pg_ctl -s -w -D base/data -l base/log -o "-k $PWD/base -h ''" start
		$bin/psql -h $PWD/base -d postgres -c "create table t as select generate_series(1, 1000) a" -c "create index on t(a)" \
			-c "vacuum analyze t" -c "select count(*) from t"
		$bin/pg_ctl -s -w -D base/data -m fast stop
	END
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups sh base/steps
	else
		sh base/steps
	fi
}

do_sqlite()
{
	sqlite3 x.db "pragma journal_mode=wal; create table t(a integer primary key, b text);
		with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) insert into t select i, hex(i) from n;
		create index tb on t(b); delete from t where a % 7 = 0; pragma wal_checkpoint; vacuum; select count(*) from t;"
}

do_tmux()
{
	tmux -S "$PWD/s" -f /dev/null new-session -d -x 80 -y 24 "echo hi; tmux -S $PWD/s wait -S ended; cat"
	tmux -S "$PWD/s" wait ended
	tmux -S "$PWD/s" kill-server
}

do_script()
{
	script -qec 'stty -a; tty; ls' /dev/null
}

do_gdb()
{
	gdb -nx -batch -ex 'info line main' -ex 'print 6 * 7' -ex 'run' /bin/true </dev/null
}

do_strace()
{
	strace -o x true || :
}

do_ffmpeg()
{
	ffmpeg -v error -f lavfi -i testsrc=duration=1:size=64x64 -threads 2 -y x.mp4
}

do_apt_cache()
{
	apt-cache policy bash && apt-cache depends bash
}

do_systemd()
{
	systemd-analyze calendar daily && systemd-analyze syscall-filter && systemd-analyze timespan 3h
}

do_busybox()
{
	mkdir -p www && seq 100 >www/page
	printf 'GET /page HTTP/1.0\r\n\r\n' | busybox httpd -i -h www
	busybox seq 300 | busybox sort -r | busybox sha256sum
	busybox sh -c 'ls -la / >x; df >>x; ps >>x; ifconfig lo >>x; free >>x; uptime >>x; dmesg >>x; id'
}

do_bwrap()
{
	bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --die-with-parent --new-session sh -c 'id; ls /tmp'
}

do_unshare()
{
	unshare -r -m -p -n -i -u -f --mount-proc sh -c 'id -u; hostname inside; mount -t tmpfs none /mnt; ls /mnt; ip addr 2>/dev/null; :'
}

do_musl()
{
	musl-gcc -D_GNU_SOURCE -static -o program "$here/../programs/times.c" && ./program
}

do_busybox_i386()
{
	box=$here/../../build/i386/busybox
	$box seq 300 | $box sort -r | $box md5sum
	$box mkdir -p d/e && $box tar -cf x.tar d && $box tar -tf x.tar && $box find d
	$box sh -c 'ls -la / >x; df >>x; ps >>x; free >>x; uptime >>x; id; echo $((6 * 7))'
}

do_i386()
{
	"$PROGRAMS/m32/hop" "$PROGRAMS/native/hop" "$PROGRAMS/m32/hop" "$PROGRAMS/native/hop"
	"$PROGRAMS/m32/times" && "$PROGRAMS/m32/threads" && "$PROGRAMS/native/int80"
}

do_i386_time64()
{
	"$PROGRAMS/m32-time64/times" && "$PROGRAMS/m32-time64/threads"
}

"do_$(echo "$1" | tr - _)"
