; archs:   x86_64
; default: errno EPERM
; newer:   errno ENOSYS
; foreign: kill
; rules: 7, instructions: 48
; allowed: 7 calls, 1 of them cached by the kernel
        load arch
        if arch != x86_64 goto L47
        load nr
        if nr == mmap goto L33
        if nr == fcntl goto L21
        if nr == exit_group goto L45
        if nr == socket goto L25
        if nr == clone goto L23
        if nr < 101 goto L15                     ; ptrace
        if nr < 473 goto L14
        if nr < 0x80000000 goto L13
        if nr < 0xc0000000 goto L16
        if nr == 0xffffffff goto L16 else L47
L13:    if nr >= 0x40000000 goto L47 else L16    ; read
L14:    if nr >= 102 goto L46 else L17           ; getuid
L15:    if nr == socketpair goto L25 else L46
L16:    return errno ENOSYS
L17:    load ptrace_op.high                      ; ptrace of x86_64
        if ptrace_op.high != 0x0 goto L46
        load ptrace_op                           ; ptrace of x86_64
        if ptrace_op == PTRACE_TRACEME goto L45 else L46
L21:    load fcntl_cmd                           ; fcntl of x86_64
        if fcntl_cmd >= 0x5 goto L46 else L45
L23:    load clone_flags                         ; clone of x86_64
        if clone_flags has any of 0xfffff800 goto L46 else L45 ; other than CLONE_VM|CLONE_FS|CLONE_FILES
L25:    load domain
        if domain != AF_UNIX goto L31
        load socktype
        and 0xfff7f7ff
        if socktype == SOCK_STREAM goto L45
        load domain
L31:    if domain == AF_INET goto L45
        if domain == AF_INET6 goto L45 else L46
L33:    load prot.high                           ; mmap of x86_64
        if prot.high has any of 0xffffffff goto L38
        load prot                                ; mmap of x86_64
        if prot has none of 0xfffffffc goto L45  ; other than PROT_READ|PROT_WRITE
        load prot.high                           ; mmap of x86_64
L38:    if prot.high != 0x0 goto L46
        load prot                                ; mmap of x86_64
        if prot != PROT_READ|PROT_EXEC goto L46
        load mapflags.high                       ; mmap of x86_64
        if mapflags.high != 0x0 goto L46
        load mapflags                            ; mmap of x86_64
        if mapflags != MAP_PRIVATE goto L46
L45:    return allow
L46:    return errno EPERM
L47:    return kill
