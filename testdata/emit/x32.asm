; archs:   x86_64 x32
; default: kill
; newer:   errno ENOSYS
; foreign: kill
; rules: 4, instructions: 23
; allowed: 5 calls, 2 of them cached by the kernel
        load arch
        if arch != x86_64 goto L22
        load nr
        if nr < 1 goto L21                       ; write
        if nr == ioctl goto L19
        if nr == exit_group goto L21
        if nr < 0x40000203 goto L8               ; readv
        if nr >= 0x40000224 goto L18 else L22
L8:     if nr < 0x40000000 goto L14              ; read
        if nr < 0x40000200 goto L11              ; rt_sigaction
        if nr >= 0x40000202 goto L19 else L22    ; ioctl
L11:    if nr < 0x400000e8 goto L13              ; epoll_wait
        if nr >= 0x400001d9 goto L18 else L22
L13:    if nr == exit_group goto L21 else L22
L14:    if nr < 473 goto L22
        if nr < 5000 goto L18
        if nr != 5000 goto L18
        return trap
L18:    return errno ENOSYS
L19:    load ioctl_cmd
        if ioctl_cmd != TCGETS goto L22
L21:    return allow
L22:    return kill
