; archs:   x86_64 x32
; default: kill
; newer:   errno ENOSYS
; foreign: kill
; rules: 4, instructions: 22
        load arch
        if arch != x86_64 goto L21
        load nr
        if nr < 5001 goto L10
        if nr < 0x400001d9 goto L8
        if nr == ioctl goto L18
        if nr < 0x40000200 goto L17              ; rt_sigaction
        if nr >= 0x40000224 goto L17 else L21
L8:     if nr == exit_group goto L20
        if nr >= 0x40000000 goto L21 else L17    ; read
L10:    if nr < 231 goto L14                     ; exit_group
        if nr < 473 goto L13
        if nr >= 5000 goto L16 else L17
L13:    if nr == exit_group goto L20 else L21
L14:    if nr == ioctl goto L18
        if nr == read goto L20 else L21
L16:    return trap
L17:    return errno ENOSYS
L18:    load ioctl_cmd
        if ioctl_cmd != TCGETS goto L21
L20:    return allow
L21:    return kill
