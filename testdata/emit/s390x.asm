; archs:   s390x
; default: errno EPERM
; newer:   errno ENOSYS
; foreign: kill
; rules: 3, instructions: 18
; allowed: 3 calls, 1 of them cached by the kernel
        load arch
        if arch != s390x goto L17
        load nr
        if nr == read goto L15
        if nr == clone goto L9
        if nr >= 473 goto L8
        if nr < 21 goto L16                      ; mount
        if nr >= 22 goto L16 else L11            ; umount
L8:     return errno ENOSYS
L9:     load clone_flags                         ; clone of s390x
        if clone_flags has any of 0xfffffe00 goto L16 else L15 ; other than CLONE_VM
L11:    load mount_flags.high                    ; mount of s390x
        if mount_flags.high has any of 0xffffffff goto L16
        load mount_flags                         ; mount of s390x
        if mount_flags has any of 0xfffffffc goto L16 ; other than MS_RDONLY|MS_NOSUID
L15:    return allow
L16:    return errno EPERM
L17:    return kill
