# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="python3 python3-venv"
python=/usr/bin/python3

a()
{
	run $python -I - <<-'END'
		import json, re, os, tempfile, collections
		data = {"n": [i * i for i in range(1000)]}
		with tempfile.TemporaryDirectory() as folder:
		    name = os.path.join(folder, "x.json")
		    with open(name, "w") as file: json.dump(data, file)
		    with open(name) as file: print(sum(json.load(file)["n"]))
		    print(sorted(os.listdir(folder)))
		print(collections.Counter(re.findall(r"\w", "hello")).most_common(1))
		try: open("/missing")
		except OSError as error: print(error.errno)
	END
	run $python -c 'raise SystemExit(3)'
}

# threads, processes, sockets, asyncio, mmap, locks, big buffers, signals, sqlite
b()
{
	run $python -I - <<-'END'
		import threading, queue, subprocess, multiprocessing, socket, selectors, asyncio, mmap, fcntl, signal, os, sqlite3, time, shutil, ssl, select
		q = queue.Queue()
		lock = threading.Lock()
		def work():
		    for _ in range(200):
		        with lock: q.put(1)
		threads = [threading.Thread(target=work) for _ in range(4)]
		[t.start() for t in threads]; [t.join() for t in threads]
		print(q.qsize())
		try: q.get_nowait(), queue.Queue().get(timeout=0.05)
		except queue.Empty: print("empty")
		print(subprocess.run(["tr", "a-z", "A-Z"], input=b"hi", capture_output=True, timeout=10).stdout, subprocess.call(["/missing"]) if os.path.exists("/missing") else 0)
		try: subprocess.run(["sleep", "9"], timeout=0.1)
		except subprocess.TimeoutExpired: print("expired")
		context = multiprocessing.get_context("fork")
		with context.Pool(2) as pool: print(pool.map(abs, [-1, -2]))
		async def serve(r, w): w.write(await r.read(5)); await w.drain(); w.close()
		async def talk():
		    server = await asyncio.start_server(serve, "localhost", 0)
		    port = server.sockets[0].getsockname()[1]
		    r, w = await asyncio.open_connection("127.0.0.1", port)
		    w.write(b"hello"); w.write_eof(); print(await r.read()); server.close()
		    await asyncio.wait_for(asyncio.create_subprocess_exec("true"), 9)
		asyncio.run(talk())
		with open("m", "w+b") as file:
		    file.truncate(100000)
		    with mmap.mmap(file.fileno(), 0) as area: area[5:8] = b"abc"; area.flush(); area.resize(200000)
		    fcntl.flock(file, fcntl.LOCK_EX); fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB); os.fsync(file.fileno()); os.posix_fallocate(file.fileno(), 0, 300000)
		signal.signal(signal.SIGALRM, lambda *_: print("alarm")); signal.setitimer(signal.ITIMER_REAL, 0.05); signal.pause()
		base = sqlite3.connect("s.db"); base.execute("create table t(a)"); base.execute("insert into t values (1)"); base.commit()
		shutil.copy("s.db", "copy"); os.link("copy", "hard"); os.chmod("copy", 0o600); os.utime("copy", (1, 1)); print(shutil.disk_usage(".").total > 0)
		big = bytearray(50_000_000); big.extend(bytes(50_000_000)); del big
		a, z = socket.socketpair(); a.setblocking(False)
		try: a.recv(1)
		except BlockingIOError: print("would block")
		socket.send_fds(z, [b"x"], [0]); print(len(socket.recv_fds(a, 9, 1)[1]))
		print(select.select([a], [], [], 0.01)[0], socket.getaddrinfo("localhost", 80)[0][1] > 0)
		os.sched_yield(); print(os.getloadavg()[0] >= 0, os.sysconf("SC_PHYS_PAGES") > 0, os.get_terminal_size.__name__, os.urandom(4) != b"")
	END
	run $python -m venv --without-pip env && ls env
	run $python -c 'import time; print(1, flush=True); time.sleep(60)' >out &
	until [ -s out ]; do sleep 0.1; done
	kill -INT $! && kill $!
	wait $!
	run $python -m timeit -n 1 -r 1 pass >/dev/null
}
