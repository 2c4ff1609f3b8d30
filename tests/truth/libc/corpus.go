// SPDX-License-Identifier: Apache-2.0
//
// What the C corpus does with libc, done with Go's packages: a function here has the
// name of the one there that has the same purpose, and the same input.
//
//	corpus           lists the functions
//	corpus FUNCTION  calls one; exit status 0, 1 if a call did not do what it should
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"sort"
	"sync"
	"syscall"
	"time"

	"crypto/rand"
)

func ok(what bool) {
	if !what {
		_, _, line, _ := runtime.Caller(1)
		fmt.Fprintf(os.Stderr, "corpus.go:%d failed\n", line)
		os.Exit(1)
	}
}

func works(err error) {
	if err != nil {
		_, _, line, _ := runtime.Caller(1)
		fmt.Fprintf(os.Stderr, "corpus.go:%d: %v\n", line, err)
		os.Exit(1)
	}
}

func opened(path string, flags int) *os.File {
	file, err := os.OpenFile(path, flags, 0600)
	works(err)
	return file
}

// command is a program with the standard streams of this one.
func command(path string, arguments ...string) *exec.Cmd {
	made := exec.Command(path, arguments...)
	made.Stdin, made.Stdout, made.Stderr = os.Stdin, os.Stdout, os.Stderr
	return made
}

var functions = map[string]func(){
	// Files.
	"open": func() {
		works(opened("file", os.O_RDONLY).Close())
		works(opened("new", os.O_WRONLY|os.O_CREATE|os.O_EXCL).Close())
		_, err := os.Open("missing")
		ok(os.IsNotExist(err))
	},
	"creat": func() {
		file, err := os.Create("new")
		works(err)
		works(file.Close())
		_, err = os.Create("dir")
		ok(err != nil)
	},
	"read": func() {
		text, err := os.ReadFile("file")
		works(err)
		ok(len(text) > 0)
	},
	"write": func() {
		works(os.WriteFile("new", []byte("text"), 0600))
		ok(os.WriteFile("/dev/full", []byte("text"), 0600) != nil)
	},
	"pread": func() {
		var buffer [8]byte
		_, err := opened("file", os.O_RDONLY).ReadAt(buffer[:], 2)
		works(err)
	},
	"pwrite": func() {
		_, err := opened("file", os.O_WRONLY).WriteAt([]byte("text"), 2)
		works(err)
	},
	"lseek": func() {
		_, err := opened("file", os.O_RDONLY).Seek(2, io.SeekStart)
		works(err)
	},
	"copy_file_range": func() {
		count, err := io.Copy(opened("new", os.O_WRONLY|os.O_CREATE), opened("big", os.O_RDONLY))
		works(err)
		ok(count == 300000)
	},
	"stat": func() {
		_, err := os.Stat("file")
		works(err)
		_, err = os.Stat("missing")
		ok(os.IsNotExist(err))
	},
	"lstat": func() {
		info, err := os.Lstat("link")
		works(err)
		ok(info.Mode()&os.ModeSymlink != 0)
	},
	"fstat": func() {
		_, err := os.Stdout.Stat()
		works(err)
	},
	"access": func() {
		works(syscall.Access("file", 4))
		ok(syscall.Access("missing", 0) != nil)
	},
	"chmod":     func() { works(os.Chmod("file", 0600)) },
	"fchmod":    func() { works(opened("file", os.O_RDONLY).Chmod(0600)) },
	"chown":     func() { works(os.Chown("file", -1, -1)) },
	"lchown":    func() { works(os.Lchown("link", -1, -1)) },
	"fchown":    func() { works(opened("file", os.O_RDONLY).Chown(-1, -1)) },
	"utimensat": func() { works(os.Chtimes("file", time.Now(), time.Now())) },
	"truncate":  func() { works(os.Truncate("file", 1)) },
	"ftruncate": func() { works(opened("file", os.O_RDWR).Truncate(100000)) },
	"fsync":     func() { works(opened("file", os.O_RDWR).Sync()) },
	"link":      func() { works(os.Link("file", "hard")) },
	"symlink":   func() { works(os.Symlink("file", "soft")) },
	"readlink": func() {
		path, err := os.Readlink("link")
		works(err)
		ok(path == "file")
	},
	"rename": func() { works(os.Rename("file", "moved")) },
	"unlink": func() { works(syscall.Unlink("file")) },
	"rmdir":  func() { works(syscall.Rmdir("dir")) },
	"remove": func() {
		works(os.Remove("file"))
		works(os.Remove("dir"))
	},
	"mkdir": func() {
		works(os.Mkdir("made", 0700))
		ok(os.IsExist(os.Mkdir("dir", 0700)))
	},
	"mkdtemp": func() {
		_, err := os.MkdirTemp(".", "t")
		works(err)
	},
	"mkstemp": func() {
		_, err := os.CreateTemp(".", "t")
		works(err)
	},
	"realpath": func() {
		_, err := filepath.EvalSymlinks("dir/../link")
		works(err)
	},
	"getcwd": func() {
		_, err := os.Getwd()
		works(err)
	},
	"chdir": func() { works(os.Chdir("dir")) },
	"scandir": func() {
		entries, err := os.ReadDir(".")
		works(err)
		ok(len(entries) > 3)
	},
	"nftw": func() {
		works(filepath.Walk(".", func(string, os.FileInfo, error) error { return nil }))
	},
	"glob": func() {
		_, err := filepath.Glob("*")
		works(err)
	},
	"statfs": func() {
		var now syscall.Statfs_t
		works(syscall.Statfs(".", &now))
	},
	"pipe2": func() {
		from, to, err := os.Pipe()
		works(err)
		to.Write([]byte("x"))
		to.Close()
		_, err = io.ReadAll(from)
		works(err)
	},
	"fprintf": func() {
		file := opened("new", os.O_WRONLY|os.O_CREATE)
		_, err := fmt.Fprintf(file, "%d %s\n", 1, "x")
		works(err)
	},

	// Processes.
	"posix_spawn": func() {
		works(command("/bin/true").Run())
		ok(command("/missing").Run() != nil)
	},
	"popen": func() {
		from := command("/bin/sh", "-c", "echo text")
		from.Stdout = nil
		text, err := from.Output()
		works(err)
		ok(string(text) == "text\n")
		to := command("/bin/sh", "-c", "cat >/dev/null; exit 3")
		to.Stdin = nil
		pipe, err := to.StdinPipe()
		works(err)
		works(to.Start())
		pipe.Close()
		ok(to.Wait() != nil)
	},
	"execv":  func() { works(syscall.Exec("/bin/true", []string{"true"}, nil)) },
	"getpid": func() { ok(os.Getpid() > 0) },
	"getppid": func() {
		ok(os.Getppid() >= 0)
	},
	"getuid": func() { ok(os.Getuid() >= 0 && os.Geteuid() >= 0) },
	"getgid": func() { ok(os.Getgid() >= 0 && os.Getegid() >= 0) },
	"getgroups": func() {
		_, err := os.Getgroups()
		works(err)
	},
	"kill": func() {
		works(syscall.Kill(os.Getpid(), 0))
		ok(syscall.Kill(os.Getpid(), 999) != nil)
	},
	"sigaction": func() {
		seen := make(chan os.Signal, 1)
		signal.Notify(seen, syscall.SIGUSR1)
		works(syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGUSR1))
		ok(<-seen == syscall.SIGUSR1)
	},
	"getrlimit": func() {
		var limit syscall.Rlimit
		works(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	},
	"umask": func() { syscall.Umask(022) },
	"gethostname": func() {
		_, err := os.Hostname()
		works(err)
	},
	"environment": func() { ok(os.Getenv("MISSING") == "") },
	"getrusage": func() {
		var usage syscall.Rusage
		works(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	},

	// Memory, time and threads.
	"malloc": func() { runtime.KeepAlive(make([]byte, 100)) },
	"malloc_large": func() {
		runtime.KeepAlive(make([]byte, 64<<20))
		runtime.GC()
	},
	"mmap": func() {
		area, err := syscall.Mmap(-1, 0, 100000, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		works(err)
		works(syscall.Munmap(area))
	},
	"qsort": func() { sort.Ints(make([]int, 100000)) },
	"getrandom": func() {
		_, err := rand.Read(make([]byte, 100))
		works(err)
	},
	"clock_gettime": func() { ok(!time.Now().IsZero()) },
	"nanosleep":     func() { time.Sleep(time.Millisecond) },
	"localtime":     func() { ok(time.Now().Local().Year() > 2000) },
	"pthread_create_many": func() {
		var all sync.WaitGroup
		for i := 0; i < 20; i++ {
			all.Add(1)
			go func() {
				runtime.LockOSThread()
				time.Sleep(time.Millisecond)
				all.Done()
			}()
		}
		all.Wait()
	},
	"pthread_mutex_lock": func() {
		var lock sync.Mutex
		var all sync.WaitGroup
		for i := 0; i < 8; i++ {
			all.Add(1)
			go func() {
				for turn := 0; turn < 10000; turn++ {
					lock.Lock()
					lock.Unlock()
				}
				all.Done()
			}()
		}
		all.Wait()
	},

	// Sockets.
	"socketpair": func() {
		_, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		works(err)
	},
	"accept": func() {
		server, err := net.Listen("tcp", "127.0.0.1:0")
		works(err)
		client, err := net.Dial("tcp", server.Addr().String())
		works(err)
		there, err := server.Accept()
		works(err)
		client.Write([]byte("x"))
		there.Close()
		client.Close()
	},
	"connect_refused": func() {
		_, err := net.Dial("tcp", "127.0.0.1:1")
		ok(err != nil)
	},
	"getifaddrs": func() {
		_, err := net.Interfaces()
		works(err)
	},
	"getaddrinfo_dns": func() {
		_, err := net.LookupHost("name.example")
		ok(err != nil)
	},
	"getaddrinfo": func() {
		_, err := net.LookupHost("localhost")
		works(err)
	},
}

func main() {
	if len(os.Args) < 2 {
		for name := range functions {
			fmt.Println(name)
		}
		return
	}
	call, found := functions[os.Args[1]]
	if !found {
		os.Exit(2)
	}
	call()
}
