; archs:   x86_64
; default: errno EPERM
; newer:   errno ENOSYS
; foreign: kill
; rules: 7, instructions: 49
; allowed: 7 calls, 1 of them cached by the kernel
        load arch
        if arch != x86_64 goto L48
        load nr
        if nr == mmap goto L34
        if nr == fcntl goto L22
        if nr == exit_group goto L46
        if nr == socket goto L26
        if nr == clone goto L24
        if nr < 101 goto L15                     ; ptrace
        if nr < 473 goto L14
        if nr < 0x80000000 goto L13
        if nr < 0xc0000000 goto L17
        if nr == 0xffffffff goto L17 else L48
L13:    if nr >= 0x40000000 goto L48 else L17    ; read
L14:    if nr >= 102 goto L47 else L18           ; getuid
L15:    if nr < 53 goto L47                      ; socketpair
        if nr >= 54 goto L47 else L26            ; setsockopt
L17:    return errno ENOSYS
L18:    load ptrace_op.high                      ; ptrace of x86_64
        if ptrace_op.high != 0x0 goto L47
        load ptrace_op                           ; ptrace of x86_64
        if ptrace_op == PTRACE_TRACEME goto L46 else L47
L22:    load fcntl_cmd                           ; fcntl of x86_64
        if fcntl_cmd >= 0x5 goto L47 else L46
L24:    load clone_flags                         ; clone of x86_64
        if clone_flags has any of 0xfffff800 goto L47 else L46 ; other than CLONE_VM|CLONE_FS|CLONE_FILES
L26:    load domain
        if domain != AF_UNIX goto L32
        load socktype
        and 0xfff7f7ff
        if socktype == SOCK_STREAM goto L46
        load domain
L32:    if domain == AF_INET goto L46
        if domain == AF_INET6 goto L46 else L47
L34:    load prot.high                           ; mmap of x86_64
        if prot.high has any of 0xffffffff goto L39
        load prot                                ; mmap of x86_64
        if prot has none of 0xfffffffc goto L46  ; other than PROT_READ|PROT_WRITE
        load prot.high                           ; mmap of x86_64
L39:    if prot.high != 0x0 goto L47
        load prot                                ; mmap of x86_64
        if prot != PROT_READ|PROT_EXEC goto L47
        load mapflags.high                       ; mmap of x86_64
        if mapflags.high != 0x0 goto L47
        load mapflags                            ; mmap of x86_64
        if mapflags != MAP_PRIVATE goto L47
L46:    return allow
L47:    return errno EPERM
L48:    return kill
