#!/bin/bash
# supervisor.sh NAME TTL: PID 1 of a lab's own pid, net and mount namespaces. When it ends, however it ends, the kernel
# ends every process in them and frees every interface and mount; nothing of a lab is anywhere else.
#
# It reads commands from its standard input: boot GUEST, cut GUEST, detach, down. The other end is held by the process
# that brought the lab up; when that dies, input ends, and so does the lab, unless `detach` was said. So does the TTL.
set -eEu
shopt -s nullglob
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
lab=$1 ttl=$2
cd /run/culvert-lab
room=$PWD/room
trap 'echo "supervisor.sh: line $LINENO: $BASH_COMMAND failed" >&2' ERR

# What guests' kernels see of this machine: /usr to read, a few devices, and the guests' own files.
make_room() {
  local name
  mkdir -p "$room"/{dev/net,guests,proc,ram,uml,usr}
  for name in bin lib lib32 lib64 libx32 sbin; do ln -s "usr/$name" "$room/$name"; done
  mount --bind /usr "$room/usr"
  mount -o remount,ro,bind "$room/usr"
  mount --bind /proc "$room/proc"
  for name in null zero random urandom net/tun; do
    : >"$room/dev/$name"
    mount --bind "/dev/$name" "$room/dev/$name"
  done
  install bin/guest-kernel.sh "$room/culvert-lab-guest"
}

make_network() {
  mkdir -p /run/netns
  sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
    net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0
  ip netns add client
  ip -batch router.ip
  ip -n client -batch client.ip
  # A guest's kernel has no room for super-frames but says to its tap that it takes them, whenever it boots. So they are
  # cut before they get there; else an upload of 3 MB takes minutes, and half of what culvert sends a host is lost once.
  local device
  for device in to-client $(ip -o link show type bridge | cut -d: -f2); do
    ethtool -K "$device" tso off gso off gro off
  done
  ip netns exec client ethtool -K eth0 tso off gso off gro off
}

make_keys() {
  local guest
  ssh-keygen -q -t ed25519 -N '' -C culvert-lab -f home/.ssh/id_ed25519
  for guest in "$room"/guests/*; do
    # shellcheck source=/dev/null
    . "$guest/conf"
    : "${NAME:?}" "${ADDRESS:?}"
    ssh-keygen -q -t ed25519 -N '' -C "$NAME" -f "$guest/ssh_host_ed25519_key"
    echo "$NAME,${ADDRESS%/*} $(cut -d' ' -f1,2 "$guest/ssh_host_ed25519_key.pub")" >>home/.ssh/known_hosts
    cp home/.ssh/id_ed25519.pub "$guest/authorized_keys"
    cp hosts "$guest/hosts"
  done
}

make_disks() {
  local guest job jobs=()
  for guest in "$room"/guests/*; do
    bash bin/guest-seed.sh "$guest" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job"; done
}

# A kernel and the processes in it are one chain of ptrace switches: on one processor they are two to four times as fast
# as on two. The director, which has most to do, shares one of two processors with nobody but a fourth guest; of labs
# that run at once and are numbered, as by the process that brought them up, every other one has it the other way round.
processor() { # INDEX
  local -a all=()
  local range number=${lab##*[!0-9]}
  for range in $(sed -n 's/^Cpus_allowed_list:\t//p;' /proc/self/status | tr , ' '); do
    mapfile -t -O "${#all[@]}" all < <(seq "${range%-*}" "${range#*-}")
  done
  echo "${all[$((((($1 + 1) / 2) + 10#0${number: -1}) % ${#all[@]}))]}"
}

run_guest() { # NAME; returns when it is off
  local guest=$room/guests/$1
  # shellcheck source=/dev/null
  . "$guest/conf"
  echo on >"$guest/state"
  env -i TMPDIR=/ram HOME=/ TERM=linux PATH="$PATH" \
    taskset -c "$(processor "$INDEX")" setsid chroot "$room" /culvert-lab-guest "umid=$NAME" "mem=${MEMORY}M" uml_dir=/uml/ \
    "ubd0=/guests/$NAME/disk" root=/dev/ubda rootfstype=ext4 rw \
    "vec0:transport=tap,ifname=tap-$NAME,mac=$MAC,depth=64,gro=0" \
    con=null con0=null,fd:1 ssl=null quiet panic=-1 initcall_blacklist=raid6_select_algo \
    "ADDRESS=$ADDRESS" "GATEWAY=$GATEWAY" init=/boot/culvert-lab/guest-boot.sh \
    </dev/null >>"$guest/console" 2>&1 || true
  cut_guest "$1"
  echo off >"$guest/state"
}

boot_guest() { # NAME
  [ "$(cat "$room/guests/$1/state")" = on ] || run_guest "$1" &
}

# The whole process group: the kernel's process alone would leave the guest's own processes behind, stopped.
cut_guest() { # NAME
  kill -KILL -- "-$(cat "$room/guests/$1/pid")" 2>/dev/null || true
}

obey() {
  local verb guest
  while read -r -t "$((ttl - SECONDS))" verb guest; do
    case $verb in
      boot) boot_guest "$guest" ;;
      cut) cut_guest "$guest" ;;
      detach) exec 9<>/proc/self/fd/0 ;;
      down) return ;;
    esac
  done
}

ulimit -c 0
ulimit -n "$(ulimit -Hn)"
make_room
make_network
make_keys
make_disks
mount --bind hosts /etc/hosts
echo ready
exec >>log 2>&1
for guest in "$room"/guests/*; do boot_guest "${guest##*/}"; done
obey || true
