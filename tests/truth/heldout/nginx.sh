# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="nginx-light curl"

configure()
{
	mkdir -p www/sub logs && seq 3000 >www/page && echo sub >www/sub/index.html
	cat >nginx.conf <<-END
		daemon off; worker_processes 2; pid $PWD/pid; error_log $PWD/logs/error warn; user root; $1
		events { worker_connections 64; }
		http {
			access_log $PWD/logs/access; client_body_temp_path $PWD/t1; proxy_temp_path $PWD/t2;
			fastcgi_temp_path $PWD/t3; uwsgi_temp_path $PWD/t4; scgi_temp_path $PWD/t5; $2
			server { listen 127.0.0.1:8080; $3 root $PWD/www; location /self { return 200 "self\n"; } $4 }
		}
	END
}

begin()
{
	run nginx -p "$PWD" -e logs/start -c "$PWD/nginx.conf" &
	until curl -s -o /dev/null http://127.0.0.1:8080/self; do sleep 0.1; done
}

a()
{
	configure '' '' '' ''
	begin
	curl -s 'http://127.0.0.1:8080/page?[1-5]' | md5sum
	curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1:8080/missing
	kill -QUIT "$(cat pid)"
	wait $!
}

# sendfile, proxying, aio threads, listing, gzip, limits, POST to a file, reload, reopened logs, a binary in place, TERM
b()
{
	configure 'timer_resolution 100ms; worker_priority 5; worker_rlimit_nofile 512;' \
		"sendfile on; tcp_nopush on; gzip on; gzip_min_length 1; open_file_cache max=10; proxy_cache_path $PWD/www/cache keys_zone=z:1m; limit_rate 5m;" \
		"listen [::1]:8080 ipv6only=on; listen 127.0.0.1:8081 reuseport; listen unix:$PWD/socket;" \
		"location /list/ { alias $PWD/www/; autoindex on; } location /proxy/ { proxy_pass http://127.0.0.1:8080/; proxy_cache z; } location /dead/ { proxy_pass http://127.0.0.1:1/; }
		location /put { client_body_in_file_only clean; client_max_body_size 5m; proxy_pass http://127.0.0.1:8080/self; }"
	run nginx -t -q -p "$PWD" -e logs/start -c "$PWD/nginx.conf"
	begin
	curl -s --compressed http://127.0.0.1:8080/page | md5sum
	curl -sg 'http://[::1]:8080/self'
	curl -s --unix-socket socket http://x/sub/
	curl -s -r 10-19 http://127.0.0.1:8080/page
	curl -s 'http://127.0.0.1:8080/proxy/page' | md5sum
	curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1:8080/dead/
	curl -s http://127.0.0.1:8080/list/ | grep -c href
	head -c 300000 /dev/zero | curl -s --data-binary @- http://127.0.0.1:8080/put
	mv logs/access logs/old && kill -USR1 "$(cat pid)" && until [ -e logs/access ]; do sleep 0.1; done
	sed -i 's/self.n/new\\n/' nginx.conf && kill -HUP "$(cat pid)"
	until [ "$(curl -s http://127.0.0.1:8080/self)" = new ]; do sleep 0.1; done
	kill -WINCH "$(cat pid)" && sleep 0.3
	kill -TERM "$(cat pid)"
	wait $!
}
