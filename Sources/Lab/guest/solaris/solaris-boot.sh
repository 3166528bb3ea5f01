#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-boot.sh: what init runs first in a Solaris personality; the kernel beneath and the network card are Linux's
# affair and done, the rest is what SMF does at boot.
arguments=
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
# shellcheck source=/dev/null
. "$lab/system/solaris-tcp.sh"

# Linux's /proc is for the personality; others see the processes' own directories, which Solaris has too.
hide_linux() {
  "$lab/busybox" ln -sfn /proc/self/fd /dev/fd
  "$lab/busybox" ln -sfn fd/0 /dev/stdin
  "$lab/busybox" ln -sfn fd/1 /dev/stdout
  "$lab/busybox" ln -sfn fd/2 /dev/stderr
  "$lab/busybox" mount -t proc proc "$linux/proc"
  "$lab/busybox" umount -l /proc/cpuinfo
  "$lab/busybox" umount -l /proc
  "$lab/busybox" mount -t proc -o subset=pid proc /proc
  "$lab/busybox" umount -l /sys
  "$lab/busybox" rm -f /etc/inittab
  "$lab/busybox" mount -o bind /run /var/run
  "$lab/busybox" mount -t tmpfs -o mode=1777 swap /tmp
  "$lab/busybox" mount -o bind "$lab/system/solaris-init.sh" /sbin/init
}

# The weak host model: whatever arrives for an address of the host is taken; but ARP answers for the card's own only.
set_kernel() {
  local conf=$linux/proc/sys/net/ipv4/conf name
  for name in all default eth0; do
    echo 0 >"$conf/$name/rp_filter"
    echo 1 >"$conf/$name/arp_ignore"
    echo 2 >"$conf/$name/arp_announce"
  done
  echo 0 >"$linux/proc/sys/net/ipv4/ip_forward"
  read -r host </etc/nodename && echo "$host" >"$linux/proc/sys/kernel/hostname"
}

# What other programs would have to ask Linux for.
remember_machine() {
  local line word mask ether address
  N=([ifs]='lo0 e1000g0' [links]='' [next]=3 [lo0,class]=lo [lo0,index]=1 [lo0,luns]=0 [lo0:0,addr]=127.0.0.1
    [lo0:0,mask]=$((0xff000000)) [lo0:0,dst]=0.0.0.0 [lo0:0,flags]=1 [lo0:0,obj]=lo0/v4
    [e1000g0,class]=nic [e1000g0,index]=2 [e1000g0,luns]=0 [e1000g0:0,dst]=0.0.0.0 [e1000g0:0,flags]=1
    [e1000g0:0,obj]=e1000g0/v4)
  classic || N[lo0,v6]=1
  stored_properties
  while read -r line; do
    read -r -a word <<<"$line"
    case ${word[0]:-} in
      link/ether) ether=${word[1]} ;;
      inet) address=${word[1]} ;;
    esac
  done < <(ip address show dev eth0)
  prefix_mask mask "${address#*/}"
  N[e1000g0:0,addr]=${address%/*} N[e1000g0:0,mask]=$mask N[e1000g0,ether]=$(short_ether "$ether")
  N[k,e1000g0,addrs]=$address
  printf -v 'N[boot]' '%(%s)T' -1
}

# As ipmgmtd does, before there is a tunnel [S ipmgmt_init_prop]. A number may be stored with zeros before it.
stored_properties() {
  local kind name rest
  [ -r /etc/ipadm/ipadm.conf ] || return 0
  while read -r kind name rest; do
    [[ $kind == property ]] || continue
    [[ ! $rest =~ ^[0-9]+$ ]] || rest=$((10#$rest))
    N[prop,$name]=$rest
  done </etc/ipadm/ipadm.conf
}

# 0:c:29 and not 00:0c:29.
short_ether() { # ADDRESS
  local octets text='' octet
  IFS=: read -r -a octets <<<"$1"
  for octet in "${octets[@]}"; do printf -v octet '%x' "0x$octet" && text+=${text:+:}$octet; done
  echo "$text"
}

"$lab/busybox" mkdir -p /var/run/sshd "$state/contracts"
hide_linux
"$lab/busybox" mount -t cgroup2 cgroup2 "$state/contracts"
set_kernel
remember_machine
apply_mss
save
perl "$lab/system/solaris-witness.pl"
# shellcheck source=/dev/null
. "$lab/system/solaris-start.sh"
if classic; then start_initial; elif [ ! -r /etc/svc/smf-network-iptun ] || [ "$(</etc/svc/smf-network-iptun)" = online ]; then start_iptun; fi
run_levels
