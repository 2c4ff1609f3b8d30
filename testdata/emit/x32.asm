; archs:   x86_64 x32
; default: kill
; newer:   errno ENOSYS
; foreign: kill
; rules: 4, instructions: 21
; allowed: 5 calls, 2 of them cached by the kernel
        load arch
        if arch != x86_64 goto L20
        load nr
        if nr < 1 goto L19                       ; write
        if nr == ioctl goto L17
        if nr == exit_group goto L19
        if nr < 0x40000203 goto L8               ; readv
        if nr >= 0x40000224 goto L16 else L20
L8:     if nr < 0x40000000 goto L13              ; read
        if nr < 0x40000200 goto L11              ; rt_sigaction
        if nr >= 0x40000202 goto L17 else L20    ; ioctl
L11:    if nr == exit_group goto L19
        if nr >= 0x400001d9 goto L16 else L20
L13:    if nr < 473 goto L20
        if nr != 5000 goto L16
        return trap
L16:    return errno ENOSYS
L17:    load ioctl_cmd
        if ioctl_cmd != TCGETS goto L20
L19:    return allow
L20:    return kill
