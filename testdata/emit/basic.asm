; archs:   x86_64 i386
; default: errno EPERM
; newer:   errno ENOSYS
; foreign: kill
; rules: 9, instructions: 35
        load arch
        if arch != x86_64 goto L17
        load nr
        if nr < 232 goto L11                     ; epoll_wait
        if nr < 473 goto L9
        if nr < 0x80000000 goto L8
        if nr < 0xc0000000 goto L30
        if nr >= 0xffffffff goto L30 else L34
L8:     if nr >= 0x40000000 goto L34 else L30    ; read
L9:     if nr == openat goto L32
        if nr == clone3 goto L30 else L33
L11:    if nr < 5 goto L15                       ; fstat
        if nr == writev goto L31
        if nr < 6 goto L32                       ; lstat
        if nr >= 231 goto L32 else L33           ; exit_group
L15:    if nr == open goto L33
        if nr >= 4 goto L33 else L32             ; stat
L17:    if arch != i386 goto L34
        load nr
        if nr < 198 goto L25                     ; lchown32
        if nr < 296 goto L23                     ; mkdirat
        if nr == clone3 goto L30
        if nr >= 473 goto L30 else L33
L23:    if nr == exit_group goto L32
        if nr >= 295 goto L32 else L33           ; openat
L25:    if nr < 7 goto L28                       ; waitpid
        if nr == writev goto L31
        if nr >= 197 goto L32 else L33           ; fstat64
L28:    if nr == open goto L33
        if nr >= 3 goto L32 else L33             ; read
L30:    return errno ENOSYS
L31:    return log
L32:    return allow
L33:    return errno EPERM
L34:    return kill
