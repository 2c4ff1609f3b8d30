# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=ruby
# a JIT in B

a()
{
	run ruby -e 'puts (1..1000).sum; File.write("x", "text"); puts File.read("x").size; puts Dir["*"].size; p "hello".scan(/l/).size; begin; File.read("/missing"); rescue Errno::ENOENT; puts "none"; end'
	run ruby -e 'exit 3'
}

b()
{
	run ruby --yjit -e 'def f(n) n < 2 ? n : f(n - 1) + f(n - 2) end; puts f(20)' 2>&1 | tail -n 1
	run ruby -rsocket -e 's = TCPServer.new("localhost", 0); t = Thread.new { c = s.accept; c.puts "net"; c.close }; puts TCPSocket.new("localhost", s.addr[1]).gets; t.join; a, b = UNIXSocket.pair; a.send_io(STDOUT); b.recv_io.puts "passed"; begin; TCPSocket.new("127.0.0.1", 1); rescue; puts "refused"; end'
	run ruby -e 'q = Queue.new; 4.times.map { Thread.new { 50.times { q << 1 } } }.each(&:join); puts q.size; m = Mutex.new; puts m.synchronize { 1 }; puts IO.popen("echo piped").read; puts system("exit 3").inspect; pid = fork { exit 4 }; Process.wait pid; puts $?.exitstatus; puts Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) > 0; r, w = IO.pipe; w.write "x"; w.close; puts r.read; puts IO.select([r], nil, nil, 0.01).inspect.size > 0'
	run ruby -rfileutils -rtempfile -e 'f = File.open("l", "w"); f.flock(File::LOCK_EX); f.truncate(9); f.fsync; FileUtils.mkdir_p "d/e"; FileUtils.cp "l", "d/e/c"; File.symlink "l", "s"; puts File.readlink("s"); File.chmod 0600, "l"; File.utime 1, 1, "l"; FileUtils.rm_r "d"; Tempfile.create("t") { |t| t << "a" }; Signal.trap("USR1") { puts "usr1" }; Process.kill "USR1", $$; sleep 0.05; GC.start; x = "a" * 50_000_000; x << "b"; puts x.size; puts Etc.getpwuid(0).name rescue puts "etc"'
	run ruby -e 'Process.daemon(true, true); puts "daemon"' | cat
	run ruby -e 'Process.kill :TERM, $$; sleep 5'
}
