#!/boot/culvert-lab/linux/bin/bash
# freebsd-processes.sh, sourced by freebsd-ps.sh: the processes of this host, read where Linux says it.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
proc=$lab/proc
declare -A p_ppid p_pgid p_sid p_tt p_stat p_start p_ticks p_command p_comm p_uid p_rss p_vsz p_nice

processes() {
  local path pid uptime rest
  read -r uptime _ <"$proc/uptime"
  now=${uptime/./}
  p_all=()
  for path in "$proc"/[0-9]*; do
    pid=${path##*/}
    [ "$pid" != "$$" ] || [ "$self" = ps ] || continue
    one_process "$pid" && p_all+=("$pid")
  done
  order
  daemons
}

# A supervising daemon(8) calls itself by its child's name and number.
daemons() {
  local pid child
  for pid in "${p_all[@]}"; do
    [ "${p_command[$pid]}" = 'daemon: (daemon)' ] || continue
    for child in "${p_all[@]}"; do
      [ "${p_ppid[$child]}" != "$pid" ] || p_command[$pid]="daemon: ${p_command[$child]%% *}[$child] (daemon)"
    done
  done
}

order() {
  local n pid list=()
  for pid in "${p_all[@]}"; do
    for ((n = ${#list[@]}; n > 0; n--)); do
      ((pid < list[n - 1])) || break
      list[n]=${list[n - 1]}
    done
    list[n]=$pid
  done
  p_all=("${list[@]}")
}

# Without a command line it is a thread of Linux's kernel.
one_process() { # PID
  local line name fields words=()
  { IFS= read -r line <"$proc/$1/stat" && mapfile -d '' -t words <"$proc/$1/cmdline"; } 2>/dev/null || return 1
  [ "${#words[@]}" -gt 0 ] || return 1
  name=${line#*(} name=${name%)*}
  read -r -a fields <<<"${line##*) }"
  p_stat[$1]=${fields[0]} p_ppid[$1]=${fields[1]} p_pgid[$1]=${fields[2]} p_sid[$1]=${fields[3]}
  p_ticks[$1]=$((fields[11] + fields[12])) p_start[$1]=${fields[19]} p_nice[$1]=${fields[16]}
  p_vsz[$1]=$((fields[20] / 1024)) p_rss[$1]=$((fields[21] * 4))
  if ((fields[4])); then p_tt[$1]=v0; else p_tt[$1]=' - '; fi
  [ "${p_sid[$1]}" != "$1" ] || p_stat[$1]+=s
  foreign_name "$1"
  while read -r name line _; do [ "$name" != Uid: ] || break; done <"$proc/$1/status"
  p_uid[$1]=$line
}

# What the lab runs in the place of a program of FreeBSD's has that one's name.
foreign_name() { # PID
  local first=${words[0]}
  case $first in
    */linux/bin/bash)
      words=("${words[@]:1}")
      if [[ ${words[0]-} == *freebsd-devd.sh && ${words[1]-} == pccard_ether ]]; then
        words=(/bin/sh - /etc/pccard_ether "${words[@]:2}")
      elif [[ ${words[0]-} == *freebsd-devd.sh ]]; then
        words=(/sbin/devd)
      elif [[ ${words[0]-} == /etc/rc.d/* ]]; then
        words=(/bin/sh "${words[@]}")
      fi
      [[ ${words[0]-} != *freebsd-daemon.sh ]] || words=('daemon: (daemon)')
      ;;
    sshd:*) words=("$first (sshd)") ;;
    */busybox) [ "${words[1]-}" != init ] || words=(/sbin/init --) ;;
    init) words=(/sbin/init --) ;;
  esac
  p_command[$1]=${words[*]}
  first=${words[0]%% *}
  first=${first##*/}
  p_comm[$1]=${first%:}
}

# The text for one column, in `cell`.
cell_of() { # PID, KEY
  local seconds
  case $2 in
    pid) cell=$1 ;;
    ppid | pgid | sid | uid | tt | stat | rss | vsz | nice) local -n table=p_$2 && cell=${table[$1]} ;;
    tty) cell=${p_tt[$1]} ;;
    state) cell=${p_stat[$1]} ;;
    vsize) cell=${p_vsz[$1]} ;;
    user) user_name "${p_uid[$1]}" ;;
    command | args) cell=${p_command[$1]} ;;
    comm | ucomm) cell=${p_comm[$1]} ;;
    etime) seconds=$(((now - p_start[$1]) / 100)) && elapsed ;;
    etimes) cell=$(((now - p_start[$1]) / 100)) ;;
    time) printf -v cell '%d:%02d.%02d' $((p_ticks[$1] / 6000)) $((p_ticks[$1] / 100 % 60)) $((p_ticks[$1] % 100)) ;;
    *cpu | *mem) cell=0.0 ;;
    jid) cell=0 ;;
    *) unknown "the column $2" ;;
  esac
}

elapsed() {
  local days=$((seconds / 86400)) hours=$((seconds / 3600 % 24))
  printf -v cell '%02d:%02d' $((seconds / 60 % 60)) $((seconds % 60))
  if ((days || hours)); then printf -v cell '%02d:%s' "$hours" "$cell"; fi
  if ((days)); then cell=$days-$cell; fi
}

user_name() { # UID
  local name uid
  while IFS=: read -r name _ uid _; do
    if [ "$uid" = "$1" ]; then cell=$name && return; fi
  done </etc/passwd
  cell=$1
}
