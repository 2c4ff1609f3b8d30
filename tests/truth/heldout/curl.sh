# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="curl python3-minimal openssl"

serve()
{
	mkdir -p www && seq 2000 >www/page
	(cd www && exec /usr/bin/python3 -m http.server -b 127.0.0.1 8000 >/dev/null 2>&1) &
	until curl -s -o /dev/null http://127.0.0.1:8000/; do sleep 0.1; done
}

a()
{
	serve
	run curl -s http://127.0.0.1:8000/page | md5sum
	run curl -s -o saved http://127.0.0.1:8000/page && wc -l saved
	run curl -sS http://127.0.0.1:8000/missing -f
	run curl -sSI http://127.0.0.1:8000/page | head -n 1
	kill $!
}

# names, IPv6, TLS, upload, resume, parallel, timeouts, cookies, file:, unix socket, retry, rate limit
b()
{
	serve
	server=$!
	run curl -s http://localhost:8000/page | md5sum
	run curl -sS -C 100 -o part http://127.0.0.1:8000/page; run curl -s -R -z part -O --output-dir d --create-dirs http://127.0.0.1:8000/page && ls d
	run curl -s -Z --no-progress-meter 'http://127.0.0.1:8000/page?[1-6]' -o 'p#1' && ls p? | wc -l
	run curl -sS -T www/page http://127.0.0.1:8000/up -o /dev/null -w '%{http_code}\n'
	run curl -sS file://"$PWD/www/page" | tail -n 1
	run curl -sS -c jar -b a=b --limit-rate 50k -o /dev/null http://127.0.0.1:8000/page && test -e jar
	run curl -sS --unix-socket none http://x/ 2>&1 | sed "s|after .* ms|after some ms|"
	run curl -sS http://no.such.host.invalid/ 2>&1 | wc -l
	run curl -sS -g --retry 2 --retry-connrefused --retry-delay 1 'http://[::1]:1/' 2>&1 | tail -n 1 | cut -c1-12
	openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -subj /CN=localhost 2>/dev/null
	openssl s_server -quiet -key key -cert cert -accept 127.0.0.1:4433 -WWW >/dev/null 2>&1 &
	until curl -sk -o /dev/null https://127.0.0.1:4433/cert; do sleep 0.1; done
	run curl -sk https://127.0.0.1:4433/cert | head -n 1
	run curl -sS --cacert cert https://localhost:4433/cert 2>&1 | head -n 1
	kill $!
	run curl -sS -m 1 --interface lo telnet://127.0.0.1:8000 2>/dev/null < <(sleep 3) || echo "timed out"
	run curl -sS -v --happy-eyeballs-timeout-ms 100 http://localhost:8000/page -o /dev/full 2>&1 | grep -c Failure
	kill $server
}
