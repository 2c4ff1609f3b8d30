# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=openssl

a()
{
	seq 10000 >x
	run openssl dgst -sha256 x && run openssl enc -aes-256-cbc -pbkdf2 -pass pass:a -in x -out y && run openssl enc -d -aes-256-cbc -pbkdf2 -pass pass:a -in y | cmp - x
	run openssl base64 -in x | tail -n 1
	run openssl dgst /missing 2>&1 | sed 's/^[0-9A-F]*:/:/'
}

b()
{
	run openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -subj /CN=localhost -days 30 2>/dev/null && run openssl x509 -in cert -noout -subject
	run openssl genpkey -algorithm ed25519 -out e && run openssl pkey -in e -pubout | wc -l && run openssl rand -hex 8 | wc -c
	mkdir -p demo/new && : >demo/index && echo 01 >demo/serial
	printf '[ca]\ndefault_ca=d\n[d]\ndir=%s/demo\ndatabase=$dir/index\nserial=$dir/serial\nnew_certs_dir=$dir/new\ndefault_md=sha256\npolicy=p\ndefault_days=9\n[p]\ncommonName=supplied\n' "$PWD" >ca.cnf
	run openssl req -new -key key -subj /CN=a -out req && run openssl ca -batch -notext -config ca.cnf -cert cert -keyfile key -in req -out out >/dev/null 2>&1; ls demo/new
	run openssl s_server -quiet -key key -cert cert -accept 127.0.0.1:4433 -www >/dev/null 2>&1 &
	until printf 'GET / HTTP/1.0\r\n\r\n' | openssl s_client -quiet -connect 127.0.0.1:4433 >/dev/null 2>&1; do sleep 0.1; done
	printf 'GET / HTTP/1.0\r\n\r\n' | run openssl s_client -quiet -connect localhost:4433 2>/dev/null | head -n 1
	run openssl s_client -connect '[::1]:1' </dev/null 2>&1 | tail -n 1 | sed 's/^[0-9A-F]*:/:/'
	kill $!
	wait $!
	run openssl speed -multi 2 -seconds 1 -bytes 64 sha256 2>/dev/null | grep -c sha256
	run openssl rehash . >/dev/null 2>&1; run openssl pkcs12 -export -inkey key -in cert -out p12 -passout pass:a && run openssl dhparam -check -in /missing 2>&1 | sed 's/^[0-9A-F]*:/:/'
}
