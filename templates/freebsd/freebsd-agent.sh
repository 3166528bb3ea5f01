# shellcheck shell=sh
# What culvert's agent knows of FreeBSD, 5.4 and later: the probe, the looks at single things, and the changes. Appended
# to agent.sh; the base system's own tools only. stat knows no -c here, sed -i wants an argument, and there is no setsid.
#
# ifconfig's exit status proves nothing where a tunnel's ends are concerned: `tunnel` only warns when the kernel refuses,
# and `create` with more behind it is silently dropped on 12 and later where the interface is there already. What a
# command has done is read back.
# shellcheck disable=SC2034,SC2154 # what agent.sh reads, and what it assigns

PATH=/sbin:/bin:/usr/sbin:/usr/bin
LC_ALL=C
export PATH LC_ALL
# Somebody's own form of addresses.
unset IFCONFIG_FORMAT

# ---------------------------------------------------------------- what the agent's core asks of a system
# Seconds since the boot: not touched when somebody sets the clock, because the kernel then moves kern.boottime along.
# The two are read one after the other; between two equal boot times nobody has set the clock.
cv_os_uptime() {
  cv_uptime=
  freebsd_boot_time || return 1
  while :; do
    cv_before=$cv_boot
    cv_now=$(date +%s)
    freebsd_boot_time || return 1
    if [ "$cv_boot" = "$cv_before" ]; then break; fi
  done
  cv_uptime=$((cv_now - cv_boot))
  [ "$cv_uptime" -ge 0 ]
}

# The second of the boot, from `{ sec = 1795406687, usec = 389340 } Mon Nov 23 04:04:47 2026`.
freebsd_boot_time() {
  cv_boot=$(sysctl -n kern.boottime)
  cv_boot=${cv_boot#*sec = }
  cv_boot=${cv_boot%%,*}
  case $cv_boot in
    '' | *[!0-9]*) return 1 ;;
  esac
}

# A word that lasts as long as this boot of the host, in $cv_this_boot. A file in /var/run, which rc.d/cleanvar empties at each
# boot: of a jail too, which shares the kernel with others that go on. And what the kernel says of its own boot, for `cleanvar_enable=NO` keeps the
# file: kern.boot_id is 16 bytes, from 13 on. Before, a file from before kern.boottime is of an earlier boot. (That is a date,
# and moves when the clock is set: the file alone would do but for that setting.)
cv_os_boot_id() {
  cv_kernel=$(sysctl -bn kern.boot_id 2>/dev/null | od -A n -v -t x1 | tr -d ' \n')
  if [ -z "$cv_kernel" ]; then freebsd_drop_old_boot_id; fi
  if [ ! -s /var/run/culvert-boot-id ]; then
    od -A n -t x4 -N 16 /dev/urandom | tr -d ' \n' >"/var/run/culvert-boot-id.$$" &&
      ln "/var/run/culvert-boot-id.$$" /var/run/culvert-boot-id 2>/dev/null
    rm -f "/var/run/culvert-boot-id.$$"
  fi
  cv_read /var/run/culvert-boot-id
  [ -n "$cv_line" ] && cv_this_boot=$cv_line$cv_kernel
}

freebsd_drop_old_boot_id() {
  [ -e /var/run/culvert-boot-id ] && freebsd_boot_time || return 0
  if [ "$(stat -f %m /var/run/culvert-boot-id)" -lt "$cv_boot" ]; then rm -f /var/run/culvert-boot-id; fi
}

cv_os_purge() { rm -f /var/run/culvert-boot-id; }

# A file's permission bits in octal, without leading zeros, and `:UID` where its owner is not root. Set-uid, set-gid and sticky
# are not among them. In $cv_file_mode.
cv_os_mode() {
  cv_file_mode=$(stat -f %Lp:%u "$1")
  cv_file_mode=${cv_file_mode%:0}
}

# What a symbolic link says, in $cv_target.
cv_os_link_target() { cv_target=$(readlink "$1"); }

# fsync(1) waits for files and for the entries of folders, and fails where these cannot be written; sync(8) only asks, and
# is what there is without fsync.
cv_os_sync() {
  if command -v fsync >/dev/null 2>&1; then fsync "$@" 2>/dev/null; else sync; fi
}

# The second since the boot in which a process started: setting the clock does not touch it, because ps(1) reckons with
# kern.boottime too. 0 where ps knows no etime (5.4): the pid alone tells then. Between the two questions a busy host may let
# seconds pass; that another process gets the same pid within ten seconds is what the slack takes for impossible.
cv_started_slack=10
cv_os_started() {
  cv_started=0
  cv_stat=$(ps -o etime= -p "$1" 2>/dev/null)
  if cv_elapsed "$cv_stat" && cv_os_uptime; then cv_started=$((cv_uptime - cv_elapsed)); fi
}

# cp -p copies file flags too: a copy with schg is one that nobody can change or remove. On a file system without flags there
# is nothing to clear.
cp() {
  command cp "$@" || return 1
  for cv_copy in "$@"; do :; done
  chflags 0 "$cv_copy" 2>/dev/null
  return 0
}

# What earlier versions copied with its flags goes as well; of anything else the flags are not touched.
rm() {
  command rm "$@" 2>/dev/null && return 0
  for cv_flagged in "$@"; do
    # shellcheck disable=SC2154 # the agent's own folder
    case $cv_flagged in
      */.culvert-new.* | "$cv_state"/*) chflags -R 0 "$cv_flagged" 2>/dev/null ;;
    esac
  done
  command rm "$@"
}

# `PID PARENT` of every process, and a line of titles.
cv_os_processes() { ps -axo pid,ppid; }

# A FreeBSD host is no director.
cv_os_connections() { :; }

# ---------------------------------------------------------------- who may have changed something
cv_os_stamp() { stat -f '%Su %m' "$1" 2>/dev/null; }

cv_os_programs() { ps -axo comm; }

# syslog.conf(5) as installed: sudo and su write to auth.log, pkg(8) to messages. syslogd(8) does not know who has sent a line:
# anybody may send one that looks like sudo's (logger(1)).
cv_os_logs() {
  for cv_log_file in /var/log/auth.log /var/log/messages; do
    if [ -r "$cv_log_file" ]; then tail -c 4000000 "$cv_log_file" | sed 's/^/log /'; fi
  done
}

# `Nov 28 11:03:00 HOST pkg[PID]: NAME-VERSION installed`
cv_os_packages() { grep -E ' pkg(\[[0-9]+\])?: ' /var/log/messages; }

# ---------------------------------------------------------------- the probe
cv_os_probe() {
  cv_section system freebsd_system
  cv_section interfaces freebsd_interfaces
  cv_section rc-values freebsd_rc_values
  cv_section start-scripts freebsd_start_scripts
  cv_section etc freebsd_etc
  cv_section flags freebsd_flags
  cv_section mss freebsd_mss
  cv_section file:/usr/local/etc/rc.d/culvert cv_file_state /usr/local/etc/rc.d/culvert
  for cv_rc in /etc/rc.conf /etc/rc.conf.local; do cv_section "file:$cv_rc" cv_file_state "$cv_rc"; done
  for cv_rc in $(freebsd_rc_folders); do cv_section "file:$cv_rc" cv_file_state "$cv_rc"; done
  # shellcheck disable=SC2046 # one name a word
  cv_section folders cv_folders /usr/local/etc/rc.d/culvert /etc/rc.conf $(freebsd_rc_folders)
  # Comes with the whole program only.
  if cv_has_word "$*" clients; then freebsd_clients; fi
}

# `ifconfig -a`. Where an interface goes away meanwhile, ifconfig complains (`ioctl(SIOCGIFINFO_IN6): Device not configured`) or
# ends half-way: it is asked again, ten times at most, and what it says at last is taken without the complaints.
freebsd_interfaces() {
  cv_tries=0
  while [ "$cv_tries" -lt 10 ]; do
    cv_tries=$((cv_tries + 1))
    cv_both=$(
      { cv_shown=$(ifconfig -a 2>&3); cv_status=$?; } 3>&1
      printf '%s:%s' "$cv_status" "$cv_shown"
    )
    case $cv_both in
      0:*)
        printf '%s\n' "${cv_both#0:}"
        return 0
        ;;
    esac
  done
  ifconfig -a 2>/dev/null
}

# Unknown settings are an error of sysctl's, and old ones end at the first: what every release knows comes first.
# check_interface became rfc1122_strong_es with 14.
freebsd_system() {
  sysctl kern.osrelease kern.osreldate net.inet.ip.check_interface net.inet.ip.rfc1122_strong_es 2>/dev/null
  printf 'uid '
  id -u
  printf 'gif '
  freebsd_gif
}

# loaded, available, missing, or unknown where the kernel is not in its usual place.
freebsd_gif() {
  if kldstat -q -m if_gif >/dev/null 2>&1; then
    echo loaded
  elif [ ! -d /boot/kernel ]; then
    echo unknown
  elif [ -e /boot/kernel/if_gif.ko ] || [ -e /boot/modules/if_gif.ko ]; then
    echo available
  else
    echo missing
  fi
}

# What rc.d/netif reads besides rc.conf and rc.conf.local (rc.subr, load_rc_config), as far as it is there: a file, or
# since 9 a folder of files.
freebsd_rc_folders() {
  for cv_name in network netif; do
    for cv_folder in /etc /usr/local/etc; do
      if [ -d "$cv_folder/rc.conf.d/$cv_name" ]; then
        for cv_file in "$cv_folder/rc.conf.d/$cv_name"/*; do
          if [ -f "$cv_file" ]; then echo "$cv_file"; fi
        done
      elif [ -f "$cv_folder/rc.conf.d/$cv_name" ]; then
        echo "$cv_folder/rc.conf.d/$cv_name"
      fi
    done
  done
}

# What those files come to when the host's own shell reads them, as each script in rc.d does: `value NAME WORDS`. A
# variable that says so with a blank line, or none at all, has no words. A file may include others: what they say of interfaces
# is seen here only. Names of hosts in these lines come with their addresses in /etc/hosts: `host NAME ADDRESS`.
freebsd_rc_values() (
  # shellcheck source=/dev/null
  if [ -r /etc/defaults/rc.conf ]; then . /etc/defaults/rc.conf >/dev/null; fi
  for cv_rc in ${rc_conf_files:-/etc/rc.conf /etc/rc.conf.local} $(freebsd_rc_folders); do
    # shellcheck source=/dev/null
    if [ -r "$cv_rc" ]; then . "$cv_rc" >/dev/null; fi
  done
  set -f
  IFS=' 	
'
  cv_names=
  for cv_name in rc_conf_files network_interfaces netif_enable cloned_interfaces gif_interfaces $(freebsd_rc_lines); do
    eval "set -- \${$cv_name-}"
    echo "value $cv_name $*"
    case " $* " in
      *' tunnel '[!0-9]* | *' tunnel '*' '[!0-9]* | *' inet '[!0-9]*) cv_names="$cv_names $*" ;;
    esac
  done
  if [ -n "$cv_names" ]; then freebsd_hosts "$cv_names" 2>/dev/null; fi
  echo end
)

# The names of the variables that say what interfaces are made and set up.
freebsd_rc_lines() {
  set | sed -n 's/^\(ifconfig_[A-Za-z0-9_]*\)=.*/\1/p; s/^\(gifconfig_[A-Za-z0-9_]*\)=.*/\1/p
    s/^\(create_args_[A-Za-z0-9_]*\)=.*/\1/p'
}

# freebsd_hosts WORDS: those of them that are names of IPv4 hosts.
freebsd_hosts() {
  awk -v words="$1 " '
    { sub(/#.*/, "") }
    $1 ~ /^[0-9.]+$/ { for (place = 2; place <= NF; place++) if (index(words, " " $place " ")) print "host", $place, $1 }
  ' /etc/hosts
}

# `pf on|off|theirs`, and `VIP BYTES` of each rule in the form of culvert's. Without pf(4)'s device there are none.
freebsd_mss() {
  if [ ! -c /dev/pf ]; then
    echo 'pf off'
    return 0
  fi
  {
    pfctl -s info
    echo rules
    pfctl -s rules
    pfctl -s nat
  } 2>/dev/null | awk '
    $0 == "rules" { rules = 1; next }
    !rules && $1 == "Status:" && status == "" { status = $2 }
    !rules || NF == 0 { next }
    /^scrub out inet proto tcp from [0-9.]+ to any max-mss [0-9]+ fragment reassemble$/ { line[++count] = $7 " " $11; next }
    { others = 1 }
    END {
      print "pf", others ? "theirs" : (status == "Enabled") ? "on" : "off"
      for (place = 1; place <= count; place++) print line[place]
    }'
}

# What makes /etc anew at each boot, if something does: `generated PRODUCT FILE` where a product writes rc.conf from its own
# configuration, `memory DEVICE` where /etc is not on a disk (nanobsd, diskless(8), mfsBSD), `readonly -`.
freebsd_etc() {
  for cv_file in /conf/config.xml /cf/conf/config.xml /data/freenas-v1.db; do
    if [ -f "$cv_file" ]; then
      freebsd_product
      printf 'generated %s %s\n' "${cv_line:-unknown}" "$cv_file"
      return 0
    fi
  done
  cv_device=$(df -k /etc 2>/dev/null | sed -n '2s/ .*//p')
  case $cv_device in
    /dev/md* | tmpfs | /dev/iso9660/* | /dev/cd[0-9]*) printf 'memory %s\n' "$cv_device" ;;
    *) [ -w /etc ] || echo 'readonly -' ;;
  esac
}

# The name of the product whose configuration was found, in $cv_line: OPNsense has a folder, XigmaNAS and NAS4Free prd.name,
# TrueNAS and FreeNAS `TrueNAS-13.0-U6` in version, pfSense and m0n0wall their own name or that of the installation in platform.
freebsd_product() {
  cv_line=
  if [ -d /usr/local/opnsense ]; then
    cv_line=OPNsense
  elif [ -f /etc/inc/pfsense-utils.inc ]; then
    cv_line=pfSense
  else
    for cv_product in /etc/prd.name /etc/version /etc/platform; do
      if [ -z "$cv_line" ] && [ -r "$cv_product" ]; then read -r cv_line <"$cv_product"; fi
    done
  fi
  cv_line=${cv_line%%[!A-Za-z0-9]*}
}

# `FLAGS FILE` of each file of rc.conf(5) that is there, and of /etc: the sum of its file flags (chflags(1)).
freebsd_flags() {
  set -- /etc
  for cv_rc in /etc/rc.conf /etc/rc.conf.local $(freebsd_rc_folders); do
    if [ -e "$cv_rc" ]; then set -- "$@" "$cv_rc"; fi
  done
  stat -f '%f %N' "$@"
}

# Scripts that rc.d/netif runs for an interface before it sets it up.
freebsd_start_scripts() {
  for cv_file in /etc/start_if.gif*; do
    if [ -e "$cv_file" ]; then echo "${cv_file#/etc/start_if.}"; fi
  done
}

# ================================================================ what a look at a host does not need

# cv_os_fixed PATH...: `PATH: REASON` of each that cannot be replaced: another is mounted on it (nullfs, since 14), or it or its
# folder is immutable, append-only or undeletable.
cv_os_fixed() {
  mount | while read -r _ _ cv_mounted _; do
    for cv_name in "$@"; do
      if [ "$cv_mounted" = "$cv_name" ]; then printf '%s: something is mounted on it\n' "$cv_name"; fi
    done
  done
  freebsd_flagged "$@"
}

# The flags uchg, uappnd, uunlnk, schg, sappnd, sunlnk: 0x2, 0x4, 0x10, 0x20000, 0x40000, 0x100000.
freebsd_flagged() {
  for cv_fixed in "$@"; do
    for cv_flagged in "$cv_fixed" "${cv_fixed%/*}"; do
      cv_flags=$(stat -f %f "$cv_flagged" 2>/dev/null)
      case ${cv_flags:-0} in *[!0-9]*) continue ;; esac
      if [ "$((${cv_flags:-0} & 0x160016))" -ne 0 ]; then
        printf '%s: file flags of %s: chflags noschg,nosappnd,nosunlnk,nouchg,nouappnd,nouunlnk %s\n' "$cv_fixed" \
          "$cv_flagged" "$cv_flagged"
      fi
    done
  done
}

# Starts a command that outlives this login: daemon(8) gives it a session of its own.
cv_os_detach() {
  if command -v daemon >/dev/null 2>&1 && daemon -f "$@" </dev/null >/dev/null 2>&1; then return 0; fi
  nohup "$@" </dev/null >/dev/null 2>&1 &
}

# Nothing is to be told: the boot reads its files by itself.
cv_os_boot_written() { :; }

# rc.conf is a program for sh, and one quote too many keeps the machine from booting.
cv_os_check_boot_file() {
  case $1 in
    /etc/rc.conf | /etc/rc.conf.local | */rc.conf.d/*) /bin/sh -n "$2" 2>/dev/null ;;
  esac
}

# ---------------------------------------------------------------- looks: one thing, the same text for the same state
# look_tunnel GIF...: ends, addresses in a fixed order, and whether it is up. RUNNING, LOWER_UP and what IPv6 does by itself
# come and go. More than one are the names that one interface has at different times.
look_tunnel() {
  for cv_gif in "$@"; do freebsd_look "$cv_gif"; done
}

freebsd_look() {
  if cv_shown=$(ifconfig "$1" 2>/dev/null); then
    printf '%s\n' "$cv_shown" | awk '
      NR == 1 { print ($0 ~ /[<,]UP[,>]/) ? "up" : "down"; next }
      $1 == "tunnel" { print $1, $2, $3, $5 }
      $1 == "inet" {
        text = $1 " " $2 " " $4 " " $6
        for (place = ++count; place > 1 && address[place - 1] > text; place--) address[place] = address[place - 1]
        address[place] = text
      }
      END { for (place = 1; place <= count; place++) print address[place] }'
  else
    echo absent
  fi
}

look_pf() { freebsd_mss | sed -n 's/^pf //p'; }

# look_mss VIP
look_mss() {
  freebsd_mss | awk -v vip="$1" '$1 == vip { print $2; found = 1 } END { if (!found) print "none" }'
}

# ---------------------------------------------------------------- changes, each read back
# set_pf on|off: twice is an error of pfctl's. The module stays.
set_pf() {
  if [ "$(look_pf)" = "$1" ]; then return 0; fi
  if [ "$1" = on ]; then
    freebsd_load_pf && pfctl -q -e
  else
    pfctl -q -d
  fi
  [ "$(look_pf)" = "$1" ]
}

freebsd_load_pf() { [ -c /dev/pf ] || kldload pf; }

# set_mss VIP BYTES, or none: all rules are written anew, and none where there are others. Without a file /etc/pf.os pfctl ends with
# 1 although it has loaded them.
set_mss() {
  if [ ! -c /dev/pf ] && [ "$2" = none ]; then return 0; fi
  freebsd_load_pf || return 1
  cv_rules=$(freebsd_mss)
  case $cv_rules in
    'pf theirs'*)
      echo 'pf has rules that are not culvert'"'"'s' >&2
      return 1
      ;;
  esac
  printf '%s\n' "$cv_rules" | awk -v vip="$1" -v bytes="$2" '
    $1 != "pf" && $1 != vip { print "scrub out inet proto tcp from " $1 " to any max-mss " $2 }
    END { if (bytes != "none") print "scrub out inet proto tcp from " vip " to any max-mss " bytes }' |
    pfctl -q -f -
  [ "$(look_mss "$1")" = "$2" ]
}

# create_tunnel GIF LOCAL REMOTE [ADDRESS PEER NETMASK]...: `-` for ends that are not set.
#
# All in one call of ifconfig, so that the interface is most often up when devd's script looks at it: the script then
# leaves it alone, whatever rc.conf says just then. Not always: between the creation and the address there is a moment (seen on
# 13.2 and 15.1). So what devd has overwritten is set again when it is through, and then compared.
create_tunnel() {
  cv_gif=$1
  cv_ends="$2 $3"
  shift 3
  case " $(ifconfig -l) " in
    *" $cv_gif "*)
      echo "interface $cv_gif already exists" >&2
      return 1
      ;;
  esac
  freebsd_create "$@" || return 1
  if freebsd_concerns_devd "$cv_gif"; then
    freebsd_await_devd "$cv_gif"
    freebsd_set_again "$@" || return 1
  fi
  freebsd_has_ends "$cv_gif" "$cv_ends"
}

# freebsd_create [ADDRESS PEER NETMASK]...: of $cv_gif, with $cv_ends.
freebsd_create() {
  # shellcheck disable=SC2086 # two words
  if [ $# -eq 0 ] && [ "$cv_ends" = '- -' ]; then
    ifconfig "$cv_gif" create || return 1
  elif [ $# -eq 0 ]; then
    ifconfig "$cv_gif" create inet tunnel $cv_ends || return 1
  elif [ "$cv_ends" = '- -' ]; then
    ifconfig "$cv_gif" create inet "$1" "$2" netmask "$3" || return 1
  else
    ifconfig "$cv_gif" create inet "$1" "$2" netmask "$3" tunnel $cv_ends || return 1
  fi
  if [ $# -gt 3 ]; then shift 3 && freebsd_add "$@"; fi
}

# freebsd_add [ADDRESS PEER NETMASK]...: those that $cv_gif does not have.
freebsd_add() {
  while [ $# -ge 3 ]; do
    freebsd_has_address "$1" "$2" || add_address "$cv_gif" "$1" "$2" "$3" || return 1
    shift 3
  done
}

freebsd_addresses() { ifconfig "$cv_gif" | awk '$1 == "inet" { print $2, $4 }'; }

# freebsd_has_address ADDRESS PEER
freebsd_has_address() { freebsd_addresses | grep -Fqx "$1 $2"; }

# freebsd_set_again [ADDRESS PEER NETMASK]...: makes $cv_gif what it was made as.
freebsd_set_again() {
  cv_wanted=" $* "
  freebsd_addresses | while read -r cv_address cv_peer; do
    case $cv_wanted in
      *" $cv_address $cv_peer "*) ;;
      *) remove_address "$cv_gif" "$cv_address" ;;
    esac
  done
  freebsd_has_ends "$cv_gif" "$cv_ends" 2>/dev/null || set_ends "$cv_gif" "${cv_ends% *}" "${cv_ends#* }" || return 1
  freebsd_add "$@" || return 1
  if [ $# -gt 0 ]; then set_up "$cv_gif"; else set_down "$cv_gif"; fi
}

# Whether devd's script would find something to do for an interface: a line that speaks of it, or one for those without.
freebsd_concerns_devd() {
  for cv_rc in /etc/rc.conf /etc/rc.conf.local $(freebsd_rc_folders); do
    if [ -r "$cv_rc" ] && grep -e "$1" -e ifconfig_DEFAULT -e '^[[:space:]]*\.' "$cv_rc" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

# Waits until devd is through with an interface: its script has been seen, and is seen no more. devd carries its events out one
# after the other, so that the script may come late; where none comes in five seconds there is none to come (three were seen).
freebsd_await_devd() {
  freebsd_runs devd || return 0
  cv_begun=
  cv_fifths=0
  while [ "$cv_fifths" -lt 300 ]; do
    if freebsd_is_at "$1"; then
      cv_begun=yes
    elif [ -n "$cv_begun" ] || [ "$cv_fifths" -ge 25 ]; then
      return 0
    fi
    freebsd_nap
  done
}

# A fifth of a second, or a second where sleep knows no less; counted in fifths.
freebsd_nap() {
  if sleep 0.2 2>/dev/null; then cv_fifths=$((cv_fifths + 1)); else
    sleep 1
    cv_fifths=$((cv_fifths + 5))
  fi
}

# Whether devd's script is at work on an interface: `/bin/sh - /etc/pccard_ether gif0 start`, `/bin/sh /etc/rc.d/netif quietstart gif0`.
freebsd_is_at() {
  ps -axww -o command | awk -v name="$1" '
    { for (place = 2; place <= NF; place++)
        if ($place == name && ($(place - 1) ~ /pccard_ether$/ || $(place - 1) == "quietstart")) found = 1 }
    END { exit !found }'
}

# Whether a program of this name runs.
freebsd_runs() { ps -axo comm | awk -v name="$1" '$1 == name { found = 1 } END { exit !found }'; }

# Whether the kernel has taken the ends.
freebsd_has_ends() {
  cv_seen=$(ifconfig "$1" | awk '$1 == "tunnel" && $2 == "inet" { print $3, $5 }')
  if [ "${cv_seen:-- -}" = "$2" ]; then return 0; fi
  echo "$1: its ends are '$cv_seen' and not '$2': the kernel takes no two tunnels between the same" >&2
  return 1
}

remove_tunnel() {
  case " $(ifconfig -l) " in
    *" $1 "*) ifconfig "$1" destroy ;;
  esac
}

# rename_tunnel OLD NEW: done is done.
rename_tunnel() {
  cv_gifs=" $(ifconfig -l) "
  case $cv_gifs in
    *" $1 "*) ifconfig "$1" name "$2" >/dev/null ;;
    *" $2 "*) ;;
    *)
      echo "interface $1 does not exist" >&2
      return 1
      ;;
  esac
}

# set_ends GIF LOCAL REMOTE
set_ends() {
  if [ "$2 $3" = '- -' ]; then
    ifconfig "$1" deletetunnel
  else
    ifconfig "$1" tunnel "$2" "$3"
  fi || return 1
  freebsd_has_ends "$1" "$2 $3"
}

# add_address GIF ADDRESS PEER NETMASK. Without `alias` it would take the place of the first one.
add_address() { ifconfig "$1" inet "$2" "$3" netmask "$4" alias; }

# remove_address GIF ADDRESS
remove_address() { ifconfig "$1" inet "$2" -alias; }

set_up() { ifconfig "$1" up; }

set_down() { ifconfig "$1" down; }

# ---------------------------------------------------------------- evidence: what became of the packets that came here
# cv_os_evidence VIP PORT CLIENT
cv_os_evidence() {
  cv_section received freebsd_received
  cv_section sockets netstat -an -f inet -p tcp
  cv_section reply route -n get "$3"
}

# `INTERFACE PACKETS`: what came in on it. Columns are counted from the right: an interface without an address of its own
# has one less before 12. The name of one that is down ends in a star.
freebsd_received() {
  netstat -ibn | awk '
    NR == 1 { for (place = 1; place <= NF; place++) if ($place == "Ipkts") behind = NF - place; next }
    $3 ~ /^<Link/ { sub(/\*$/, "", $1); print $1, $(NF - behind) }'
}

# ---------------------------------------------------------------- clients: what becomes of packets from and to them
cv_os_clients() {
  cv_section client-routes freebsd_client_routes
  cv_section client-filters freebsd_client_filters
}

# The table, and `more COUNT` where it is too long.
freebsd_client_routes() {
  netstat -rn -f inet 2>/dev/null | awk '++count <= 3000; END { if (count > 3000) print "more", count - 3000 }'
}

# Rules of pf, where it is enabled.
freebsd_client_filters() {
  if kldstat -q -m pf >/dev/null 2>&1 && pfctl -s info 2>/dev/null | grep '^Status: Enabled' >/dev/null; then
    pfctl -s rules 2>/dev/null | sed -n 1,3000p
  fi
  return 0
}
