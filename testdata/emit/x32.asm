; archs:   x86_64 x32
; default: kill
; newer:   errno ENOSYS
; foreign: kill
; rules: 4, instructions: 20
; allowed: 5 calls, 2 of them cached by the kernel
        load arch
        if arch != x86_64 goto L19
        load nr
        if nr < 1 goto L18                       ; write
        if nr == ioctl goto L16
        if nr == ioctl goto L16
        if nr == exit_group goto L18
        if nr == exit_group goto L18
        if nr < 0x40000200 goto L10              ; rt_sigaction
        if nr >= 0x40000224 goto L15 else L19
L10:    if nr < 473 goto L19
        if nr < 0x40000000 goto L13              ; read
        if nr >= 0x400001d9 goto L15 else L19
L13:    if nr != 5000 goto L15
        return trap
L15:    return errno ENOSYS
L16:    load ioctl_cmd
        if ioctl_cmd != TCGETS goto L19
L18:    return allow
L19:    return kill
