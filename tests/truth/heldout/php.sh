# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="php-cli php-sqlite3"
# a JIT: PCRE's, and in B opcache's

a()
{
	run php -n -r 'echo array_sum(range(1, 1000)), "\n"; file_put_contents("x", "text"); echo strlen(file_get_contents("x")), preg_match("/e(x)t/", "text"), "\n"; echo json_encode(["a" => 1]), "\n";'
	run php -n -r 'echo @file_get_contents("/missing") === false ? "none" : "", "\n"; exit(3);'
	echo '<?php echo str_repeat("ab", 3), "\n";' >a.php && run php -n a.php
}

b()
{
	echo '<?php function f($n) { return $n < 2 ? $n : f($n - 1) + f($n - 2); } echo f(22), "\n";' >f.php
	run php -d opcache.enable_cli=1 -d opcache.jit_buffer_size=16M -d opcache.jit=tracing f.php
	run php -r '$p = proc_open(["tr", "a-z", "A-Z"], [["pipe", "r"], ["pipe", "w"]], $q); fwrite($q[0], "hi"); fclose($q[0]); echo stream_get_contents($q[1]), proc_close($p), shell_exec("echo sh");'
	run php -r '$s = stream_socket_server("tcp://127.0.0.1:0"); $n = stream_socket_get_name($s, false); $c = stream_socket_client("tcp://$n"); $d = stream_socket_accept($s); fwrite($d, "net\n"); echo fgets($c); $r = [$c]; $w = $e = null; echo stream_select($r, $w, $e, 0, 1000), "\n"; echo @stream_socket_client("tcp://127.0.0.1:1") === false ? "refused\n" : "";'
	run php -r '$f = fopen("l", "c+"); flock($f, LOCK_EX); ftruncate($f, 10); fflush($f); symlink("l", "s"); echo readlink("s"), "\n"; mkdir("d"); touch("d/a", 1); rename("d/a", "d/b"); chmod("d/b", 0600); print_r(scandir("d")); copy("d/b", "c"); unlink("d/b"); rmdir("d"); echo disk_free_space(".") > 0, gethostbyname("localhost"), "\n"; usleep(10); $t = tmpfile(); fwrite($t, "a"); $x = str_repeat("a", 60000000); $x .= "b"; echo strlen($x), "\n";'
	run php -r '$b = new SQLite3("b.db"); $b->exec("create table t(a); insert into t values (1)"); echo $b->querySingle("select a from t"), "\n"; session_save_path("."); session_start(); $_SESSION["a"] = 1; session_write_close(); echo bin2hex(random_bytes(2)) != "", "\n"; pcntl_signal(SIGALRM, fn() => print("alarm\n")); pcntl_alarm(1); sleep(3); pcntl_signal_dispatch(); if (!pcntl_fork()) exit(4); pcntl_wait($st); echo $st >> 8, "\n";'
	mkdir web && echo '<?php header("X: y"); echo "served\n";' >web/i.php
	run php -S 127.0.0.1:8002 -t web >/dev/null 2>&1 &
	until (exec 5<>/dev/tcp/127.0.0.1/8002) 2>/dev/null; do sleep 0.1; done
	exec 5<>/dev/tcp/127.0.0.1/8002 && printf 'GET /i.php HTTP/1.0\r\n\r\n' >&5 && tail -n 1 <&5
	exec 5>&-
	kill -INT $!
	wait $! || :
	run php -l missing.php; run php -r 'ini_set("memory_limit", "2M"); $a = str_repeat("a", 5000000);' 2>&1 | grep -c exhausted
}
