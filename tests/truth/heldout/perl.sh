# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=perl

a()
{
	seq 500 >n
	run perl -ne '$s += $_; END { print "$s\n" }' n
	run perl -MData::Dumper -e '$Data::Dumper::Sortkeys = 1; my %h = map { $_ => $_ ** 2 } 1 .. 5; print Dumper \%h; open my $f, ">", "x"; print $f "text\n"; close $f; print -s "x", "\n"; unlink "x"'
	run perl -i.old -pe 's/^1/one/' n && head -n 1 n
	run perl -e 'open my $f, "<", "/missing" or die "no\n"'
}

b()
{
	run perl -MSocket -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die; my $p = $s->sockport; if (!fork) { my $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$p"); print $c "hello\n"; exit } my $c = $s->accept; print scalar <$c>; wait; print $? >> 8, "\n"'
	run perl -MPOSIX -MFcntl=:flock,:mode -e 'open my $f, "+>", "l"; flock $f, LOCK_EX; truncate $f, 4096; seek $f, 0, 2; print tell $f, "\n"; mkfifo "p", 0600; print S_ISFIFO((stat "p")[2]) ? "fifo\n" : ""; symlink "l", "s"; print readlink "s", "\n"; rename "l", "m"; utime 1, 1, "m"; chmod 0400, "m"; print((getpwuid 0)[0], "\n"); POSIX::setsid; POSIX::nice(1); print POSIX::uname(), "\n" x 0'  | head -n 3
	run perl -e 'local $SIG{ALRM} = sub { print "alarm\n" }; alarm 1; select undef, undef, undef, 5; $SIG{CHLD} = "IGNORE"; my $o = qx(echo child; exit 3); print $o, $? >> 8, "\n"; kill 0, $$; pipe my $r, my $w; syswrite $w, "x" x 9; sysread $r, my $b, 9; print length $b, "\n"; dump if 0'
	run perl -Mthreads -Mthreads::shared -e 'my $n :shared = 0; $_->join for map { threads->create(sub { for (1 .. 100) { lock $n; $n++ } }) } 1 .. 3; print "$n\n"'
	run perl -MFile::Temp -MFile::Find -MFile::Copy -MFile::Path -MTime::HiRes=usleep,ualarm -e 'my $d = File::Temp::tempdir(CLEANUP => 1); File::Path::make_path("$d/a/b"); copy("/etc/passwd", "$d/a/b/c"); my $n; find(sub { $n++ }, $d); print "$n\n"; usleep 1000; my $x = "a" x 80_000_000; $x .= "b"; print length $x, "\n"'
	run perl -e 'kill 15, $$' &
	wait $!
	run perl -e 'exec "/missing"; ' -e 'print "after\n"'
}
