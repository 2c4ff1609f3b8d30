# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=sqlite3

a()
{
	run sqlite3 x.db "create table t(a integer primary key, b text); insert into t(b) values ('one'), ('two'); select * from t;"
	run sqlite3 x.db "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) insert into t(b) select hex(i) from n;
		create index tb on t(b); delete from t where a % 3 = 0; select count(*) from t order by 1;"
	echo '.schema' | run sqlite3 x.db
	run sqlite3 x.db 'select * from missing'
}

# WAL, memory maps, another program that holds the lock, dump, backup, vacuum, csv, attached files
b()
{
	run sqlite3 x.db "pragma journal_mode=wal; create table t(a integer primary key, b blob);
		with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) insert into t select i, zeroblob(100) from n; pragma wal_checkpoint(truncate);"
	run sqlite3 x.db 'pragma mmap_size=10000000; select sum(length(b)) from t; pragma journal_mode=delete; pragma locking_mode=exclusive; vacuum; pragma integrity_check;'
	mkfifo go
	sqlite3 x.db <go >held &
	exec 5>go
	echo 'begin exclusive; select 1;' >&5
	until [ -s held ]; do sleep 0.05; done
	(sleep 0.7 && echo 'commit;' >&5 && echo .quit >&5) &
	run sqlite3 -cmd '.timeout 10000' x.db "update t set b = 'waited' where a = 1; select b from t where a = 1;"
	exec 5>&-
	wait
	run sqlite3 x.db .dump | tail -n 1
	run sqlite3 x.db '.backup y.db' && run sqlite3 x.db "attach 'y.db' as y; begin; insert into y.t select a + 100000, b from main.t limit 10; commit; select count(*) from y.t;"
	printf '1,a\n2,b\n' >in.csv && run sqlite3 z.db '.mode csv' '.import in.csv c' '.once out.csv' 'select * from c' && cat out.csv
	run sqlite3 x.db '.shell echo shell' ".system true" "select writefile('w', 'text'), length(readfile('w'));" '.timer on' '.archive -c -f a.sqlar in.csv' | grep -v 'Run Time'
	run sqlite3 -readonly x.db 'delete from t'
	run sqlite3 /missing/x.db 'create table a(b)'
	echo garbage >bad.db && run sqlite3 bad.db 'select * from t'
	run sqlite3 x.db 'pragma temp_store=1; pragma cache_size=10; create temp table big as select randomblob(500) r from t; select count(*) from (select r from big order by r);'
}
