# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2016,SC2154 # quoted programs; here is set by programs.sh
#
# Programs in common languages, and their compilers: threads, children, sockets and
# files of each. Sourced by programs.sh.

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
		    workers = multiprocessing.Pool(2)
		    print(workers.map(square, range(10)))
		    workers.close()
		    workers.join()
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

do_musl()
{
	musl-gcc -D_GNU_SOURCE -static -o program "$here/../programs/times.c" && ./program
}
