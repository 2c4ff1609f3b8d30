; archs:   x86_64 i386
; default: errno EPERM
; newer:   errno ENOSYS
; foreign: kill
; rules: 9, instructions: 32
; allowed: 12 calls, 12 of them cached by the kernel
        load arch
        if arch != x86_64 goto L15
        load nr
        if nr < 4 goto L14                       ; stat
        if nr == openat goto L29
        if nr == fstat goto L29
        if nr == writev goto L28
        if nr == exit_group goto L29
        if nr == clone3 goto L27
        if nr < 473 goto L30
        if nr < 0x80000000 goto L13
        if nr < 0xc0000000 goto L27
        if nr == 0xffffffff goto L27 else L31
L13:    if nr >= 0x40000000 goto L31 else L27    ; read
L14:    if nr == open goto L30 else L29
L15:    if arch != i386 goto L31
        load nr
        if nr < 7 goto L24                       ; waitpid
        if nr == openat goto L29
        if nr == fstat64 goto L29
        if nr == writev goto L28
        if nr == exit_group goto L29
        if nr == clone3 goto L27
        if nr >= 473 goto L27 else L30
L24:    if nr == read goto L29
        if nr >= 6 goto L29                      ; close
        if nr == write goto L29 else L30
L27:    return errno ENOSYS
L28:    return log
L29:    return allow
L30:    return errno EPERM
L31:    return kill
