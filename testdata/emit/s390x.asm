; archs:   s390x
; default: errno EPERM
; newer:   errno ENOSYS
; foreign: kill
; rules: 3, instructions: 17
; allowed: 3 calls, 1 of them cached by the kernel
        load arch
        if arch != s390x goto L16
        load nr
        if nr == read goto L14
        if nr == clone goto L8
        if nr >= 473 goto L7
        if nr == mount goto L10 else L15
L7:     return errno ENOSYS
L8:     load clone_flags                         ; clone of s390x
        if clone_flags has any of 0xfffffe00 goto L15 else L14 ; other than CLONE_VM
L10:    load mount_flags.high                    ; mount of s390x
        if mount_flags.high has any of 0xffffffff goto L15
        load mount_flags                         ; mount of s390x
        if mount_flags has any of 0xfffffffc goto L15 ; other than MS_RDONLY|MS_NOSUID
L14:    return allow
L15:    return errno EPERM
L16:    return kill
