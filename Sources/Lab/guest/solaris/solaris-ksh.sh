#!/boot/culvert-lab/linux/bin/lksh
# shellcheck shell=ksh
# solaris-ksh.sh: /usr/xpg4/bin/sh is a Korn shell that closes what `exec 3<file` opened before it runs another program [M].
# ksh93 does so too, unless its name is sh.
exec -a ksh /boot/culvert-lab/linux/bin/ksh93 "$@"
