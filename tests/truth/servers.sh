# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2016 # quoted programs
#
# Servers, each with a client, stopped at the end. They use a socket in the folder
# instead of a port where possible. Sourced by programs.sh.

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

do_tmux()
{
	tmux -S "$PWD/s" -f /dev/null new-session -d -x 80 -y 24 "echo hi; tmux -S $PWD/s wait -S ended; cat"
	tmux -S "$PWD/s" wait ended
	tmux -S "$PWD/s" kill-server
}
