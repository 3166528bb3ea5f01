#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2154
# solaris-ssh.sh: the service network/ssh. All that is started in its sessions stays in its process contract (here: a
# cgroup), as SunSSH makes none of its own, and dies with the service, whatever nohup says [S].
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
while [ -e "$state/ssh-disabled" ]; do "$linux/bin/sleep" 0.2; done
contract=$state/contracts/ssh
[ -d "$contract" ] || "$lab/busybox" mkdir "$contract"
echo $$ >"$contract"/cgroup.procs
export PATH=/usr/sbin:/usr/bin
exec /usr/lib/ssh/sshd -D
