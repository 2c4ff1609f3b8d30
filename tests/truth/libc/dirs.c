/* SPDX-License-Identifier: Apache-2.0 */
/* Directories, streams of stdio, terminals. */
#include "corpus.h"
#include <dirent.h>
#include <ftw.h>
#include <glob.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <wchar.h>

FUNCTION(opendir)
{
	DIR *dir = opendir(".");
	ok(dir && readdir(dir) && telldir(dir) >= 0);
	rewinddir(dir);
	ok(readdir(dir) && dirfd(dir) > 0 && closedir(dir) == 0 && !opendir("missing"));
}
FUNCTION(fdopendir)
{
	ok(closedir(fdopendir(opened("dir", O_RDONLY))) == 0 && !fdopendir(1));
}
FUNCTION(scandir)
{
	struct dirent **names;
	ok(scandir(".", &names, NULL, alphasort) > 3 && scandir("missing", &names, NULL, NULL) == -1);
}
static int visit(const char *path, const struct stat *now, int kind, struct FTW *where)
{
	return !path || !now || kind < 0 || !where;
}
static int visit_plainly(const char *path, const struct stat *now, int kind)
{
	return !path || !now || kind < 0;
}
FUNCTION(nftw)
{
	ok(nftw(".", visit, 8, FTW_PHYS | FTW_DEPTH) == 0 && nftw("missing", visit, 8, 0) == -1);
}
FUNCTION(nftw_chdir)
{
#ifdef FTW_CHDIR
	ok(nftw(".", visit, 8, FTW_CHDIR) == 0);
#endif
	ok(nftw(".", visit, 8, 0) == 0);
}
FUNCTION(ftw)
{
	ok(ftw(".", visit_plainly, 8) == 0);
}
FUNCTION(glob)
{
	glob_t found;
	ok(glob("f*", 0, NULL, &found) == 0 && glob("/missing/*", 0, NULL, &found) == GLOB_NOMATCH && glob("~/*", GLOB_TILDE, NULL, &found) >= 0);
}
FUNCTION(fopen)
{
	FILE *file = fopen("new", "w+e");
	ok(file && fputs("text\n", file) >= 0 && fclose(file) == 0 && !fopen("missing", "r"));
}
FUNCTION(freopen)
{
	ok(freopen("new", "w", stdout) && puts("text") >= 0 && freopen(NULL, "a", stdout) && !freopen("missing", "r", stdin));
}
FUNCTION(fdopen)
{
	ok(fclose(fdopen(opened("file", O_RDONLY), "r")) == 0);
	ok(fclose(fdopen(opened("file", O_WRONLY | O_APPEND), "a")) == 0);
}
FUNCTION(fread)
{
	static char buffer[200000];
	FILE *file = fopen("big", "r");
	ok(fread(buffer, 1, 10, file) == 10 && fread(buffer, 1, sizeof(buffer), file) == sizeof(buffer));
}
FUNCTION(fwrite)
{
	static char buffer[200000];
	FILE *file = fopen("new", "w");
	ok(fwrite(buffer, 1, 10, file) == 10 && fwrite(buffer, 1, sizeof(buffer), file) == sizeof(buffer) && fclose(file) == 0);
	file = fopen("/dev/full", "w");
	ok(fputs("x", file) >= 0 && fclose(file) == EOF);
}
FUNCTION(fgets)
{
	char text[100];
	FILE *file = fopen("file", "r");
	while (fgets(text, sizeof(text), file))
		continue;
	ok(feof(file) && !ferror(file));
}
FUNCTION(getline)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = fopen("big", "r");
	ok(getline(&text, &size, fopen("file", "r")) > 0 && getdelim(&text, &size, -1, file) > 0);
}
FUNCTION(fprintf)
{
	FILE *file = fopen("new", "w");
	ok(fprintf(file, "%d %s %f %*c\n", 7, "text", 1.5, 70000, 'x') > 70000 && fclose(file) == 0);
}
FUNCTION(fscanf)
{
	int number;
	FILE *file = fopen("file", "r");
	ok(fscanf(file, "%d", &number) == 1 && ungetc('7', file) == '7' && fscanf(file, "%d", &number) == 1);
}
FUNCTION(fseek)
{
	fpos_t place;
	FILE *file = fopen("big", "r+");
	ok(fseek(file, 100000, SEEK_SET) == 0 && fgetc(file) != EOF && ftell(file) == 100001 && fseek(file, -10, SEEK_END) == 0);
	ok(fputc('x', file) == 'x' && fgetpos(file, &place) == 0 && fsetpos(file, &place) == 0);
	rewind(file);
	ok(fseek(file, -1, SEEK_SET) == -1);
}
FUNCTION(fflush)
{
	FILE *file = fopen("/dev/full", "w");
	ok(fputs("x", file) >= 0 && fflush(file) == EOF && fflush(NULL) <= 0);
}
FUNCTION(setvbuf)
{
	FILE *file = fopen("new", "w");
	ok(setvbuf(file, NULL, _IONBF, 0) == 0 && fputs("text", file) >= 0 && setvbuf(stdout, NULL, _IOLBF, 0) == 0 && puts("x") >= 0);
}
FUNCTION(tmpfile)
{
	FILE *file = tmpfile();
	ok(file && fputs("x", file) >= 0);
}
FUNCTION(popen)
{
	char text[100];
	FILE *pipe = popen("echo text", "r");
	ok(pipe && fgets(text, sizeof(text), pipe) && pclose(pipe) == 0);
	ok(pclose(popen("cat >/dev/null; exit 3", "w")) == 3 << 8);
}
FUNCTION(perror)
{
	errno = ENOENT;
	perror("expected");
}
FUNCTION(fmemopen)
{
	char memory[100];
	FILE *file = fmemopen(memory, sizeof(memory), "w");
	ok(file && fputs("text", file) >= 0 && fclose(file) == 0);
}
FUNCTION(open_memstream)
{
	char *memory;
	size_t size;
	FILE *file = open_memstream(&memory, &size);
	ok(file && fprintf(file, "%70000d", 1) == 70000 && fclose(file) == 0 && size == 70000);
}
FUNCTION(dprintf)
{
	ok(dprintf(1, "%s %d\n", "text", 7) == 7 && dprintf(77, "x") < 0);
}
FUNCTION(wide)
{
	wchar_t text[100];
	FILE *file = fopen("file", "r");
	ok(fgetws(text, 100, file) && fwprintf(fopen("new", "w"), L"%ls", text) > 0);
}
FUNCTION(printf)
{
	ok(printf("%s %d\n", "text", 7) == 7 && puts("x") >= 0 && putchar('\n') == '\n');
}
FUNCTION(isatty)
{
	ok(isatty(opened("file", O_RDONLY)) == 0 && errno == ENOTTY);
}
FUNCTION(ttyname)
{
	ok(!ttyname(opened("file", O_RDONLY)));
}
static int terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	ok(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 && ptsname(master));
	return master;
}
FUNCTION(posix_openpt)
{
	int master = terminal(), slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	ok(slave >= 0 && isatty(slave) && ttyname(slave));
}
FUNCTION(tcgetattr)
{
	struct termios now;
	ok(tcgetattr(terminal(), &now) == 0 && tcgetattr(opened("file", O_RDONLY), &now) == -1);
}
FUNCTION(tcsetattr)
{
	struct termios now;
	int fd = terminal();
	ok(tcgetattr(fd, &now) == 0);
	cfmakeraw(&now);
	ok(tcsetattr(fd, TCSANOW, &now) == 0 && tcsetattr(fd, TCSADRAIN, &now) == 0 && tcsetattr(fd, TCSAFLUSH, &now) == 0);
}
FUNCTION(tcflush)
{
	ok(tcflush(terminal(), TCIOFLUSH) == 0 && tcsendbreak(terminal(), 0) == 0 && tcdrain(opened("file", O_RDONLY)) == -1);
}
FUNCTION(ioctl_fionread)
{
	int ends[2], size;
	ok(pipe(ends) == 0 && ioctl(ends[0], FIONREAD, &size) == 0 && size == 0);
}
FUNCTION(ioctl_winsize)
{
	struct winsize size = {24, 80, 0, 0};
	int fd = terminal();
	ok(ioctl(fd, TIOCSWINSZ, &size) == 0 && ioctl(fd, TIOCGWINSZ, &size) == 0);
}
FUNCTION(tcgetpgrp)
{
	ok(tcgetpgrp(opened("file", O_RDONLY)) == -1 && tcsetpgrp(opened("file", O_RDONLY), 1) == -1);
}
FUNCTION(ctermid)
{
	ok(ctermid(NULL));
}
