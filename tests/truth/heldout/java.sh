# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=default-jdk-headless
# a JIT: HotSpot

a()
{
	cat >A.java <<-'END'
		import java.nio.file.*;
		import java.util.*;
		class A { public static void main(String[] a) throws Exception {
			long s = 0; for (int i = 0; i < 20000000; i++) s = s * 31 + i; System.out.println(s);
			Map<String, Integer> m = new TreeMap<>(); m.put("a", 1); System.out.println(m);
			Files.writeString(Path.of("x"), "text"); System.out.println(Files.readString(Path.of("x")).length());
			try { Files.readString(Path.of("/missing")); } catch (NoSuchFileException e) { System.out.println("none"); }
		} }
	END
	javac -d . A.java && run java -Xshare:auto -XX:-UsePerfData A
	run java -version 2>&1 | wc -l
}

b()
{
	cat >B.java <<-'END'
		import java.io.*; import java.net.*; import java.nio.*; import java.nio.channels.*; import java.nio.file.*; import java.util.*; import java.util.concurrent.*; import java.util.zip.*;
		class B { public static void main(String[] a) throws Exception {
			ExecutorService pool = Executors.newFixedThreadPool(4);
			int n = 0; for (Future<Integer> f : pool.invokeAll(Collections.nCopies(50, () -> { Thread.sleep(1); return 1; }))) n += f.get(); pool.shutdown(); System.out.println(n);
			Process p = new ProcessBuilder("tr", "a-z", "A-Z").start(); p.getOutputStream().write("hi".getBytes()); p.getOutputStream().close(); System.out.println(new String(p.getInputStream().readAllBytes()) + p.waitFor());
			ServerSocket s = new ServerSocket(0, 5, InetAddress.getLoopbackAddress()); Thread t = new Thread(() -> { try (Socket c = s.accept()) { c.getOutputStream().write(7); } catch (IOException e) { } }); t.start();
			try (Socket c = new Socket("localhost", s.getLocalPort())) { System.out.println(c.getInputStream().read()); } t.join();
			try { new Socket("127.0.0.1", 1); } catch (ConnectException e) { System.out.println("refused"); }
			try (FileChannel f = FileChannel.open(Path.of("m"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) { MappedByteBuffer b = f.map(FileChannel.MapMode.READ_WRITE, 0, 100000); b.putInt(5, 7); b.force(); FileLock l = f.lock(); l.release(); f.truncate(10); f.force(true); }
			try (Selector q = Selector.open(); ServerSocketChannel c = ServerSocketChannel.open()) { c.bind(null); c.configureBlocking(false); c.register(q, SelectionKey.OP_ACCEPT); System.out.println(q.select(20)); }
			try (WatchService w = FileSystems.getDefault().newWatchService()) { Path.of(".").register(w, StandardWatchEventKinds.ENTRY_CREATE); Files.createFile(Path.of("new")); System.out.println(w.poll(10, TimeUnit.SECONDS) != null); }
			byte[][] big = new byte[200][]; for (int i = 0; i < 2000; i++) big[i % 200] = new byte[200000]; System.gc(); ByteBuffer.allocateDirect(5000000);
			Files.walk(Path.of(".")).forEach(x -> { }); Files.createSymbolicLink(Path.of("l"), Path.of("m")); Files.setLastModifiedTime(Path.of("m"), java.nio.file.attribute.FileTime.fromMillis(1)); Files.copy(Path.of("m"), Path.of("m2")); Files.move(Path.of("m2"), Path.of("m3"), StandardCopyOption.ATOMIC_MOVE); Files.delete(Path.of("m3"));
			new GZIPOutputStream(new FileOutputStream("z")).close(); new Random().nextInt(); new java.security.SecureRandom().nextInt(); UUID.randomUUID();
			Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook"))); System.exit(3);
		} }
	END
	javac -d . B.java && run java -XX:+UseParallelGC -Xmx256m -Xlog:gc:gc.log B
	run java -Xint -XX:+UseSerialGC -cp missing Missing 2>&1 | tail -n 1
	printf 'class S { public static void main(String[] a) throws Exception { System.out.println("up"); Thread.sleep(60000); } }' >S.java && run java -XX:+UsePerfData S.java >out &
	until [ -s out ]; do sleep 0.1; done
	kill -QUIT $!; sleep 0.3; kill $!
	wait $! || echo "ended $?"
	rm -f hs_err*; run java -XX:MaxRAM=1 -Xmx1k S 2>&1 | wc -l
}
