; archs:   x86_64 i386
; default: errno EPERM
; newer:   errno ENOSYS
; foreign: kill
; rules: 9, instructions: 31
; allowed: 12 calls, 12 of them cached by the kernel
        load arch
        if arch != x86_64 goto L15
        load nr
        if nr == openat goto L28
        if nr == close goto L28
        if nr < 2 goto L28                       ; open
        if nr == fstat goto L28
        if nr == writev goto L27
        if nr == exit_group goto L28
        if nr == clone3 goto L26
        if nr < 473 goto L29
        if nr < 0x80000000 goto L14
        if nr < 0xc0000000 goto L26
        if nr == 0xffffffff goto L26 else L30
L14:    if nr >= 0x40000000 goto L30 else L26    ; read
L15:    if arch != i386 goto L30
        load nr
        if nr == openat goto L28
        if nr == close goto L28
        if nr < 5 goto L25                       ; open
        if nr == fstat64 goto L28
        if nr == writev goto L27
        if nr == exit_group goto L28
        if nr == clone3 goto L26
        if nr >= 473 goto L26 else L29
L25:    if nr >= 3 goto L28 else L29             ; read
L26:    return errno ENOSYS
L27:    return log
L28:    return allow
L29:    return errno EPERM
L30:    return kill
