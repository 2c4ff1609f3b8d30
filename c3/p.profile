protocol unix
seccomp
seccomp.block-secondary
restrict-namespaces
