# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=nodejs
# a JIT: V8

a()
{
	cat >a.js <<-'END'
		const fs = require("fs");
		let s = 0;
		for (let i = 0; i < 3e6; i++) s = (s * 31 + i) % 1000003;
		console.log(s);
		fs.writeFileSync("x", JSON.stringify([1, 2, 3]));
		console.log(JSON.parse(fs.readFileSync("x")).length, fs.readdirSync(".").length);
		setTimeout(() => console.log("later"), 20);
		try { fs.readFileSync("/missing"); } catch (error) { console.log(error.code); }
	END
	run node a.js
	run node -e 'process.exit(3)'
}

b()
{
	cat >b.js <<-'END'
		const { Worker, isMainThread, parentPort } = require("worker_threads");
		const http = require("http"), fs = require("fs"), zlib = require("zlib"), crypto = require("crypto"), child = require("child_process"), net = require("net");
		if (!isMainThread) { parentPort.postMessage(6 * 7); return; }
		const next = (n, f) => new Promise((done) => f((...r) => { console.log(n, ...r); done(); }));
		(async () => {
			await next("worker", (f) => new Worker(__filename).on("message", f));
			await next("exec", (f) => child.exec("echo child", (e, out) => f(out.trim())));
			await next("fork", (f) => child.spawn("sh", ["-c", "exit 4"]).on("exit", f));
			await next("http", (f) => { const s = http.createServer((q, r) => r.end("x".repeat(200000))).listen(0, "localhost", () => http.get({ port: s.address().port, host: "localhost" }, (r) => { let n = 0; r.on("data", (d) => n += d.length).on("end", () => { s.close(); f(n); }); })); });
			await next("unix", (f) => { const s = net.createServer((c) => c.pipe(c)).listen("sock", () => { const c = net.connect("sock"); c.end("hi"); c.on("data", (d) => { s.close(); f(String(d)); }); }); });
			await next("refused", (f) => net.connect(1, "127.0.0.1").on("error", (e) => f(e.code)));
			await next("gzip", (f) => zlib.gzip(Buffer.alloc(1e6), (e, d) => f(d.length < 5000)));
			await next("hash", (f) => crypto.pbkdf2("a", "b", 1000, 8, "sha256", (e, d) => f(d.length)));
			await next("watch", (f) => { fs.writeFileSync("w", "1"); const w = fs.watch("w", () => { w.close(); f("changed"); }); setTimeout(() => fs.writeFileSync("w", "2"), 50); });
			await next("copy", (f) => fs.copyFile("w", "w2", () => { fs.chmodSync("w2", 0o600); fs.truncateSync("w2", 0); fs.symlinkSync("w", "l"); fs.fsyncSync(fs.openSync("w", "r+")); fs.rmSync("w2"); fs.utimesSync("w", 1, 1); f(fs.readlinkSync("l")); }));
			process.on("SIGUSR2", () => { console.log("usr2"); process.exit(5); });
			process.kill(process.pid, "SIGUSR2");
		})();
	END
	run node b.js
	echo 'console.log(require("os").cpus().length > 0, WebAssembly.validate(new Uint8Array([0,97,115,109,1,0,0,0])))' | run node -
	run node --max-old-space-size=64 -e 'const a = []; for (let i = 0; i < 200; i++) a.push(Buffer.alloc(1e5)); global.x = new SharedArrayBuffer(1e6); Atomics.wait(new Int32Array(x), 0, 0, 20); console.log("done")'
	run node -e 'setInterval(() => {}, 1000); console.log("up")' >out &
	until [ -s out ]; do sleep 0.1; done
	kill $!
	wait $!
	run node --check a.missing 2>&1 | grep -c ENOENT
}
