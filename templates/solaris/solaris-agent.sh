# shellcheck shell=sh
# What culvert's agent knows of Solaris 10, Solaris 11 and illumos: the probe, the looks at single things, and the changes.
# Appended to agent.sh; runs under Solaris 10's /usr/xpg4/bin/sh (a ksh88), ksh93 and mksh. There is no readlink, stat,
# timeout, seq, `tail -n` and `date +%s` to count on, and /usr/bin/grep knows no -q: /usr/xpg4/bin comes first.
#
# Two dialects. Tunnels named ip.tunN are ifconfig's (Solaris 10, and illumos where that form is in use already); any
# other name is dladm's and ipadm's. An exit status proves nothing here (a second `plumb` ends with 0): what a command
# has done is read back.
# shellcheck disable=SC2034,SC2154 # what agent.sh reads, and what it assigns

PATH=/usr/xpg4/bin:/usr/sbin:/usr/bin:/sbin
LC_ALL=C
export PATH LC_ALL
unset cv_uname cv_noun
# The shell that the watchdog runs under; Solaris 10's /bin/sh is the Bourne shell.
if [ -z "${CULVERT_SHELL:-}" ] && [ -x /usr/xpg4/bin/sh ]; then CULVERT_SHELL=/usr/xpg4/bin/sh; fi

# ---------------------------------------------------------------- what the agent's core asks of a system
# Seconds since the boot. `snaptime` is the kernel's hrtime, which setting the clock does not touch; boot_time is a date,
# and lbolt counts ticks of a length that can be configured. Without a number nothing is begun: the watchdog would not
# know when its time is up.
cv_os_uptime() {
  cv_uptime=$(kstat -p unix:0:system_misc:snaptime 2>/dev/null)
  cv_uptime=${cv_uptime##*[!0-9.]}
  cv_uptime=${cv_uptime%%.*}
  [ -n "$cv_uptime" ]
}

# A word that lasts as long as this start of the system, or of the zone, in $cv_this_boot: /var/run is empty
# after each. (The kernel's boot_time is the global zone's: a zone that is started anew keeps it.)
cv_os_boot_id() {
  if [ ! -s /var/run/culvert-boot-id ]; then
    od -A n -t x4 -N 16 /dev/urandom | tr -d ' \n' >"/var/run/culvert-boot-id.$$" &&
      ln "/var/run/culvert-boot-id.$$" /var/run/culvert-boot-id 2>/dev/null
    rm -f "/var/run/culvert-boot-id.$$"
  fi
  cv_read /var/run/culvert-boot-id
  cv_this_boot=$cv_line
  [ -n "$cv_this_boot" ]
}

cv_os_purge() { rm -f /var/run/culvert-boot-id; }

# A file's permission bits in octal, without leading zeros, and `:UID` where its owner is not root, in
# $cv_file_mode: `-rwsr-x--T` is 5750. With a lower-case letter the bit for executing is set too; l is mandatory locking, the bit of set-gid without that for executing.
cv_os_mode() {
  cv_bits=$(ls -ldn "$1")
  # shellcheck disable=SC2086 # the fields
  set -f -- $cv_bits
  set +f
  cv_uid=$3
  cv_bits=$1
  cv_bits=${cv_bits#?}
  cv_special=0
  cv_octal=
  for cv_weight in 4 2 1; do
    cv_digit=0
    case $cv_bits in r*) cv_digit=4 ;; esac
    case $cv_bits in ?w*) cv_digit=$((cv_digit + 2)) ;; esac
    case $cv_bits in ??[xst]*) cv_digit=$((cv_digit + 1)) ;; esac
    case $cv_bits in ??[sStTlL]*) cv_special=$((cv_special + cv_weight)) ;; esac
    cv_octal=$cv_octal$cv_digit
    cv_bits=${cv_bits#???}
  done
  if [ "$cv_special" != 0 ]; then cv_octal=$cv_special$cv_octal; fi
  while [ "${cv_octal#0}" != "$cv_octal" ] && [ "$cv_octal" != 0 ]; do cv_octal=${cv_octal#0}; done
  if [ "$cv_uid" != 0 ]; then cv_octal=$cv_octal:$cv_uid; fi
  cv_file_mode=$cv_octal
}

# What a symbolic link says, in $cv_target.
cv_os_link_target() {
  cv_target=$(ls -ld "$1") && cv_target=${cv_target#*"$1 -> "}
}

# There is no fsync(1), and sync(1M) takes no file. sync(2) waits on ZFS (a pool that cannot be written to stops it for good,
# or panics); on UFS it only asks, and lockfs(1M) waits, and fails where a file system cannot be written.
cv_os_sync() {
  sync || return 1
  if [ -x /usr/sbin/lockfs ] && solaris_has_ufs; then lockfs -fa >/dev/null 2>&1; fi
}

solaris_has_ufs() {
  while read -r _ _ cv_line _; do
    if [ "$cv_line" = ufs ]; then return 0; fi
  done </etc/mnttab
  return 1
} 2>/dev/null

# The time of day at which a process started, by the clock of that moment (ps(1) shows the day instead once it is one day
# old: no process that is asked for lives so long), in seconds. 0 where ps shows none: the pid alone tells then.
cv_os_started() {
  cv_started=0
  cv_stat=$(ps -o stime= -p "$1" 2>/dev/null)
  if cv_elapsed "$cv_stat"; then cv_started=$cv_elapsed; fi
}

# `PID PARENT` of every process.
cv_os_processes() { ps -e -o pid= -o ppid=; }

# A Solaris host is no director.
cv_os_connections() { :; }

# ---------------------------------------------------------------- who may have changed something
# `OWNER Nov 28 11:03`: there is no stat. The name is at the end of the line and not looked at.
cv_os_stamp() {
  cv_listed=$(ls -ld "$1" 2>/dev/null) || return 1
  # shellcheck disable=SC2086 # the fields
  set -- $cv_listed
  echo "$3 $6 $7 $8"
}

cv_os_programs() { ps -e -o comm=; }

# syslog.conf(5) as installed: auth.notice, and with it sudo, goes to messages; some have an authlog beside it. Nobody knows who
# has sent a line: anybody may send one that looks like sudo's (logger(1)).
cv_os_logs() {
  for cv_log_file in /var/adm/messages /var/log/authlog /var/log/syslog; do
    if [ -r "$cv_log_file" ]; then sed 's/^/log /' "$cv_log_file"; fi
  done
}

# ---------------------------------------------------------------- the probe
cv_os_probe() {
  cv_section system solaris_system
  cv_section tools solaris_tools
  cv_section interfaces solaris_ask ifconfig -a
  cv_section links solaris_links
  cv_section stored-links solaris_links -P
  cv_section objects solaris_objects
  cv_section mss solaris_mss
  for cv_file in /etc/hostname.ip.tun*[0-9] /etc/hostname6.ip.tun*[0-9]; do
    if [ -h "$cv_file" ] || [ -e "$cv_file" ]; then cv_section "file:$cv_file" cv_file_state "$cv_file"; fi
  done
  for cv_argument in "$@"; do
    case $cv_argument in
      file:*) cv_section "$cv_argument" cv_file_state "${cv_argument#file:}" ;;
    esac
  done
  cv_section folders cv_folders /etc/hostname.ip.tun0 /etc/culvert/boot /etc/rc2.d/culvert
}

# solaris_ask COMMAND...: the output of a command that lists things, asked again where it fails: an interface that goes away
# meanwhile ends `ifconfig -a` with an error, and the rest of the list is missing (foreachinterface and status of ifconfig.c,
# OpenSolaris 2006: Perror0_exit). One that is gone from the list before its turn is only a line on standard error.
solaris_ask() {
  for _ in 1 2 3; do
    if cv_answer=$("$@" 2>/dev/null); then
      if [ -n "$cv_answer" ]; then printf '%s\n' "$cv_answer"; fi
      return 0
    fi
  done
  "$@"
}

solaris_system() {
  printf 'release '
  uname -r
  printf 'version '
  uname -v
  if [ -r /etc/release ]; then sed -n -e 's/^[[:blank:]]*/name /' -e 1p /etc/release; fi
  printf 'uid '
  id -u
  solaris_zone
  if [ -d /etc/rc2.d ]; then echo 'rc2 yes'; fi
  printf 'hostmodel %s\n' "$(ipadm show-prop -c -o current -p hostmodel ipv4 2>/dev/null)"
  printf 'strict %s\n' "$(ndd -get /dev/ip ip_strict_dst_multihoming 2>/dev/null)"
}

# The zone, and whether its IP stack is its own: only then can it have tunnels. Early Solaris 10 knows no -t, and no
# zone with a stack of its own.
solaris_zone() {
  cv_zone=$(zonename 2>/dev/null)
  printf 'zone %s\n' "$cv_zone"
  case $cv_zone in
    '' | global) echo 'stack exclusive' ;;
    *) printf 'stack %s\n' "$(zonename -t 2>/dev/null || echo shared)" ;;
  esac
}

# The programs that the driver asks for; those of dladm that know tunnels, and which words ipadm has for an interface.
solaris_tools() {
  for cv_tool in ifconfig awk od sed kstat ctrun; do
    if command -v "$cv_tool" >/dev/null 2>&1; then printf '%s\n' "$cv_tool"; fi
  done
  if solaris_has_iptun; then echo dladm; fi
  if command -v ipadm >/dev/null 2>&1; then
    solaris_know_noun
    echo "create-$cv_noun"
  fi
}

# The dladm of Solaris 10 knows no tunnels; neither did that of OpenSolaris at first.
solaris_has_iptun() {
  cv_uname=${cv_uname:-$(uname -r)}
  [ "$cv_uname" != 5.10 ] && command -v dladm >/dev/null 2>&1 && dladm show-iptun >/dev/null 2>&1
}

# create-if on illumos, create-ip on Solaris 11 (and as another name for it on late illumos): in $cv_noun, asked for once.
solaris_know_noun() {
  if [ -n "${cv_noun:-}" ]; then return 0; fi
  case $(ipadm 2>&1) in
    *create-if*) cv_noun=if ;;
    *) cv_noun=ip ;;
  esac
}

# The tunnels that are there, or with -P those of dladm's store.
solaris_links() {
  if solaris_has_iptun; then solaris_ask dladm show-iptun "$@" -p -o link,type,flags,local,remote; fi
}

solaris_objects() {
  if command -v ipadm >/dev/null 2>&1; then
    solaris_ask ipadm show-addr -p -o addrobj,type,state,current,persistent,addr
  fi
}

# The parameters of TCP for the MSS of answers, `NAME VALUE`: ipadm knows them on illumos and Solaris 11, ndd everywhere else.
solaris_mss() {
  for cv_parameter in tcp_mss_max_ipv4 tcp_use_smss_as_mss_opt; do
    printf '%s %s\n' "$cv_parameter" "$(look_tcp "$cv_parameter")"
  done
}

solaris_has_property() {
  command -v ipadm >/dev/null 2>&1 && ipadm show-prop -c -o current -p "_${1#tcp_}" tcp >/dev/null 2>&1
}

# The logical interfaces of a tunnel: `UNIT up|down ADDRESS PEER` of each, and `ends LOCAL REMOTE`. Unit 0 is the tunnel
# itself. Its IPv6 half is not looked at.
solaris_units() {
  solaris_ask ifconfig -a | awk -v name="$1" '
    /^[^ \t]/ {
      split($1, part, ":")
      ours = part[1] == name && $0 !~ /[<,]IPv6[,>]/
      unit = (part[2] == "") ? 0 : part[2]
      state = ($0 ~ /[<,]UP[,>]/) ? "up" : "down"
      if (ours && unit == 0) print "plumbed"
      next
    }
    ours && $1 == "inet" && $2 == "tunnel" { print "ends", $4, ($6 == "dst") ? $7 : "-"; next }
    ours && $1 == "inet" { print unit, state, $2, ($3 == "-->") ? $4 : "-" }'
}

# ---------------------------------------------------------------- looks: one thing, the same text for the same state
# A tunnel that is up has the addresses of its logical interfaces that are up: one that is down takes no packets. Which
# address is on which logical interface makes no difference, nor whether it is on several.
look_tunnel() {
  case $1 in
    ip.*) ;;
    *) dladm show-iptun -p -o link,local,remote "$1" 2>/dev/null ;;
  esac
  solaris_units "$1" | awk '
    $1 == "plumbed" { plumbed = 1; next }
    $1 == "ends" { ends = $0; next }
    $2 == "up" { up = 1 }
    $3 != "0.0.0.0" {
      text = "address " $3 " peer " $4
      if (seen[$2 " " text]++) next
      for (place = ++count; place > 1 && address[place - 1] > text; place--) {
        address[place] = address[place - 1]
        state[place] = state[place - 1]
      }
      address[place] = text
      state[place] = $2
    }
    END {
      if (!plumbed) { print "absent"; exit }
      print ends
      print (up ? "up" : "down")
      for (place = 1; place <= count; place++) if (!up || state[place] == "up") print address[place]
    }'
}

# look_tcp PARAMETER
look_tcp() {
  if solaris_has_property "$1"; then
    ipadm show-prop -c -o current -p "_${1#tcp_}" tcp
  else
    ndd -get /dev/tcp "$1"
  fi
}

look_stored() {
  dladm show-iptun -P -p -o link,local,remote "$1" 2>/dev/null || echo absent
  ipadm show-addr -p -o addrobj,persistent,addr 2>/dev/null | sed -n "s|^$1/[^:]*:\([^-].*\)|\1|p" | sort
}

# ================================================================ what a look at a host does not need

# A file may have another mounted on it (lofs).
cv_os_fixed() {
  for cv_name in "$@"; do
    while read -r _ cv_line _; do
      if [ "$cv_line" = "$cv_name" ]; then printf '%s: something is mounted on it\n' "$cv_name"; fi
    done </etc/mnttab
  done
}

# Starts a command that outlives this login, and also a restart of the ssh service: that ends every process of the
# service's contract, to which a login's processes belong. ctrun(1) gives the command a contract of its own, and with
# `-l none` leaves it alone at once (contracts came with Solaris 10, and so did ctrun).
cv_os_detach() {
  if command -v ctrun >/dev/null 2>&1; then set -- ctrun -l none "$@"; fi
  nohup "$@" </dev/null >/dev/null 2>&1 &
}

# Nothing is to be told: the boot reads its files by itself.
cv_os_boot_written() { :; }

# /bin/sh is what will read the script when the system starts.
cv_os_check_boot_file() {
  case $1 in /etc/culvert/*) /bin/sh -n "$2" 2>/dev/null ;; esac
}

# ---------------------------------------------------------------- changes by ndd and ipadm, until the next start
# set_tcp PARAMETER VALUE
set_tcp() {
  if solaris_has_property "$1"; then
    ipadm set-prop -t -p "_${1#tcp_}=$2" tcp
  else
    ndd -set /dev/tcp "$1" "$2"
  fi
  [ "$(look_tcp "$1")" = "$2" ]
}

# ---------------------------------------------------------------- changes by ifconfig
# plumb NAME: a tunnel of this name that is there is somebody else's, whatever ifconfig's status says.
plumb() {
  if ifconfig "$1" >/dev/null 2>&1; then
    echo "there is an interface $1 already"
    return 1
  fi
  ifconfig "$1" plumb && ifconfig "$1" >/dev/null
}

unplumb() {
  if ifconfig "$1" >/dev/null 2>&1; then ifconfig "$1" down unplumb; fi
  ! ifconfig "$1" >/dev/null 2>&1
}

# set_ends NAME LOCAL REMOTE: Solaris 10 takes them only while every logical interface is down.
set_ends() {
  cv_units=$(solaris_units "$1")
  solaris_switch "$1" down
  ifconfig "$1" tsrc "$2" tdst "$3"
  cv_exit=$?
  solaris_switch "$1" up
  [ "$cv_exit" -eq 0 ] && solaris_shows "ends $2 $3" "$1"
}

# Switches the logical interfaces that $cv_units says are up.
solaris_switch() {
  while read -r cv_unit cv_up _; do
    if [ "$cv_up" = up ]; then ifconfig "$1$(solaris_suffix "$cv_unit")" "$2"; fi
  done <<END
$cv_units
END
}

solaris_suffix() { if [ "$1" != 0 ]; then echo ":$1"; fi; }

# solaris_shows LINE NAME: whether the tunnel is now as it should be.
solaris_shows() {
  solaris_units "$2" | grep -Fqx -e "$1" && return 0
  echo "$2 does not show '$1' afterwards:"
  ifconfig "$2"
  return 1
}

# Finds in $cv_units what the tunnel has: the unit of an address with this peer, whether any unit is up, and whether
# unit 0 is free: without an address, or down while another is up.
solaris_find() {
  cv_found=
  cv_found_state=
  cv_any=down
  cv_first=
  cv_free_unit=
  while read -r cv_unit cv_up cv_address cv_peer; do
    case $cv_unit in
      '' | ends | plumbed) continue ;;
    esac
    if [ "$cv_up" = up ]; then cv_any=up; fi
    if [ "$cv_unit" = 0 ] && [ "$cv_address" = 0.0.0.0 ]; then cv_free_unit=0; fi
    if [ "$cv_unit" = 0 ]; then cv_first=$cv_up; fi
    if [ "$cv_address $cv_peer" = "$1 $2" ] && [ "$cv_found_state" != up ]; then
      cv_found=$cv_unit
      cv_found_state=$cv_up
    fi
  done <<END
$cv_units
END
  if [ "$cv_any" = up ] && [ "$cv_first" = down ]; then cv_free_unit=0; fi
}

# add_address NAME ADDRESS PEER NETMASK: up if the tunnel is up. The first address is the tunnel's own, others are on
# logical interfaces.
add_address() {
  cv_units=$(solaris_units "$1")
  solaris_find "$2" "$3"
  if [ "$cv_found_state" = "$cv_any" ]; then return 0; fi
  cv_tunnel=$1
  cv_mask=$4
  cv_wanted="$cv_any $2 $3"
  if [ -n "$cv_found" ]; then
    ifconfig "$1$(solaris_suffix "$cv_found")" up
  else
    if [ -n "$cv_free_unit" ]; then set -- "$2" "$3"; else set -- addif "$2" "$3"; fi
    if [ "$cv_any" = up ]; then set -- "$@" netmask "$cv_mask" up; else set -- "$@" netmask "$cv_mask"; fi
    ifconfig "$cv_tunnel" "$@" >/dev/null
  fi
  if solaris_units "$cv_tunnel" | grep -q " $cv_wanted\$"; then return 0; fi
  echo "$cv_tunnel does not show '$cv_wanted' afterwards:"
  ifconfig -a
  return 1
}

# remove_address NAME ADDRESS PEER: from every logical interface that has them. Unit 0 cannot go before the tunnel does
# (ip_sioctl_removeif of OpenSolaris 2006 refuses): it is taken down, and its address away where the system lets it.
remove_address() {
  cv_units=$(solaris_units "$1")
  while read -r cv_unit _ cv_address cv_peer; do
    if [ "$cv_address $cv_peer" != "$2 $3" ]; then continue; fi
    case $cv_unit in
      0)
        ifconfig "$1" down
        ifconfig "$1" 0.0.0.0 >/dev/null 2>&1
        ;;
      *) ifconfig "$1:$cv_unit" unplumb ;;
    esac
  done <<END
$cv_units
END
  cv_units=$(solaris_units "$1")
  solaris_find "$2" "$3"
  [ -z "$cv_found" ] || [ "$cv_found_state" != "$cv_any" ]
}

# set_up NAME, set_down NAME: all logical interfaces that have an address.
set_up() { solaris_set "$1" up down; }
set_down() { solaris_set "$1" down up; }

# solaris_set NAME WORD OPPOSITE: the units are brought from the one state to the other.
solaris_set() {
  cv_units=$(solaris_units "$1")
  while read -r cv_unit cv_up cv_address cv_peer; do
    if [ "$cv_up" = "$3" ] && [ "$cv_address" != 0.0.0.0 ]; then
      ifconfig "$1$(solaris_suffix "$cv_unit")" "$2" || return 1
    fi
  done <<END
$cv_units
END
  ! solaris_units "$1" | grep -v ' 0\.0\.0\.0 ' | grep -q "^[0-9]* $3 "
}

# ---------------------------------------------------------------- changes by dladm and ipadm, until the next start
# Without -t they would change the store too, and a start before the confirm would not be a way back.

# create_iptun NAME LOCAL REMOTE: one that is in the store comes from there, with its addresses.
create_iptun() {
  if dladm show-iptun "$1" >/dev/null 2>&1; then
    echo "there is a tunnel $1 already"
    return 1
  fi
  if dladm show-iptun -P "$1" >/dev/null 2>&1; then
    dladm up-iptun "$1" && ipadm enable-if -t "$1"
  else
    solaris_know_noun
    dladm create-iptun -t -T ipv4 -a "local=$2,remote=$3" "$1" && ipadm "create-$cv_noun" -t "$1"
  fi
  # There is no interface without its link.
  ifconfig "$1" >/dev/null
}

delete_iptun() {
  if ipadm show-if "$1" >/dev/null 2>&1; then ipadm disable-if -t "$1"; fi
  if dladm show-iptun "$1" >/dev/null 2>&1; then dladm delete-iptun -t "$1"; fi
  ! dladm show-iptun "$1" >/dev/null 2>&1
}

modify_iptun() {
  dladm modify-iptun -t -a "local=$2,remote=$3" "$1"
  [ "$(dladm show-iptun -p -o local,remote "$1")" = "$2:$3" ]
}

# create_addr NAME OBJECT ADDRESS PEER LENGTH. A tunnel that nobody has put IP on gets it first.
#
# The name says nothing about the address: where ifconfig has changed an address, its object stays (ipadm_create_addr of
# illumos, IPH_LEGACY), and a second one of that name is refused. So is one whose address is 0.0.0.0, which show-addr does not
# list: then another name is tried.
create_addr() {
  cv_units=$(solaris_units "$1")
  solaris_find "$3" "$4"
  # One that is there may be down.
  if [ -n "$cv_found" ]; then
    add_address "$1" "$3" "$4" 255.255.255.255
    return
  fi
  if [ -z "$cv_units" ]; then
    solaris_know_noun
    ipadm "create-$cv_noun" -t "$1" || return 1
  fi
  cv_number=0
  cv_object=$1/$2
  for _ in 1 2 3; do
    cv_said=$(ipadm create-addr -t -T static -a "local=$3/$5,remote=$4" "$cv_object" 2>&1)
    if [ -n "$(solaris_object "$1" "$3" "$4")" ]; then return 0; fi
    solaris_next_object "$1" "$2"
  done
  echo "$cv_said"
  return 1
}

# solaris_next_object NAME OBJECT: another name for a new object, which show-addr does not have, in $cv_object.
solaris_next_object() {
  cv_objects=$(ipadm show-addr -p -o addrobj)
  cv_number=$((cv_number + 1))
  while printf '%s\n' "$cv_objects" | grep -Fqx -e "$1/$2n$cv_number"; do cv_number=$((cv_number + 1)); done
  cv_object=$1/$2n$cv_number
}

# delete_addr NAME ADDRESS PEER: every object that has them. An address that ifconfig has made may have no object of ipadm's,
# but `NAME/?`.
delete_addr() {
  for _ in 1 2 3 4 5 6 7 8 9; do
    cv_object=$(solaris_object "$1" "$2" "$3")
    case $cv_object in
      '') return 0 ;;
      */\?) remove_address "$1" "$2" "$3" && return 0 ;;
      *) ipadm delete-addr "$cv_object" || return 1 ;;
    esac
  done
  return 1
}

# The object that has this address; illumos prints `->` before a peer, Solaris 11 `-->`.
solaris_object() {
  ipadm show-addr -p -o addrobj,addr | sed -n -e 's/-*->/ /' -e "s|^\($1/[^:]*\):$2 $3\$|\1|p" | sed -n 1p
}

# ---------------------------------------------------------------- the store of dladm and ipadm, at confirm
# delete_stored NAME: can be done again.
delete_stored() {
  if ipadm show-if "$1" >/dev/null 2>&1; then
    solaris_know_noun
    ipadm "delete-$cv_noun" "$1"
  fi
  if dladm show-iptun -P "$1" >/dev/null 2>&1; then dladm delete-iptun "$1"; fi
  ! dladm show-iptun -P "$1" >/dev/null 2>&1
}

# create_stored NAME LOCAL REMOTE {OBJECT ADDRESS PEER LENGTH}...: only a rollback to a tunnel that was in the store comes
# here. Nothing puts a tunnel that is there into the store as it is, so it is made anew, and takes no packets meanwhile.
create_stored() {
  if dladm show-iptun -P "$1" >/dev/null 2>&1; then return 0; fi
  solaris_know_noun
  delete_iptun "$1" && dladm create-iptun -T ipv4 -a "local=$2,remote=$3" "$1" && ipadm "create-$cv_noun" "$1" || return 1
  cv_tunnel=$1
  shift 3
  while [ $# -ge 4 ]; do
    ipadm create-addr -T static -a "local=$2/$4,remote=$3" "$cv_tunnel/$1" || return 1
    shift 4
  done
  dladm show-iptun -P "$cv_tunnel" >/dev/null
}

# ---------------------------------------------------------------- evidence: what became of the packets that came here
# How it is known: P is the source of OpenSolaris of October 2006 (polaris) and O that of 2008 (onarm), both with the tun of
# Solaris 10; N is illumos of March 2015 (illumos-nexenta). Nothing of it has been seen on a real host; Solaris 10 itself and
# Solaris 11 are taken to be like these.
#
# cv_os_evidence VIP PORT CLIENT. Unlike Linux' reply, that of route(1M) cannot be asked for from the VIP: RTM_GET takes no
# source (ip_rts.c, P N).
cv_os_evidence() {
  cv_section received solaris_received
  cv_section sockets solaris_sockets "$@"
  cv_section reply route -n get "$3"
}

# `TUNNEL PACKETS`: what each tunnel that is up has handed on to IP. The counter is `ip:N:ip.tunN:ipackets64` where a
# tunnel is a stream (tun.c: tun_statinit, P O), `link:0:NAME:ipackets64` where it is a link (dls_stat.c and iptun_input, N).
# Both count a packet of which outer source and destination are the tunnel's, whatever address is within, and both count one
# for a tunnel of which IP is down (tun.c: a state that is not DL_IDLE, P O; iptun_input asks for none, N), and then throw
# it away: so one that is down is left out. A packet that is no tunnel's is not counted here, and answered with ICMP
# "protocol unreachable" (ip.c: ip_fanout_proto, P; ip_input.c, ip_proto_not_sup, N).
#
# A tunnel without a counter is `TUNNEL unknown`, which the driver refuses: no packets would be another thing.
solaris_received() {
  {
    solaris_ask ifconfig -a
    echo counters
    kstat -p ip:::ipackets64 link:::ipackets64 2>/dev/null
  } | awk '
    $0 == "counters" { counters = 1; next }
    counters { if (split($1, part, ":") == 4) count[part[3]] = $2; next }
    /^[^ \t]/ && !/: flags=/ { next }
    /^[^ \t]/ {
      split($1, part, ":")
      name = part[1]
      seen = 1
      ours = $0 !~ /[<,]IPv6[,>]/
      if (ours && $0 ~ /[<,]UP[,>]/) up[name] = 1
      next
    }
    ours && $1 == "inet" && $2 == "tunnel" && tunnel[tunnels] != name { tunnel[++tunnels] = name }
    END {
      if (!seen) print "ifconfig shows no interface"
      for (place = 1; place <= tunnels; place++) {
        name = tunnel[place]
        if (!(name in up)) continue
        if (!(name in count)) count[name] = "unknown"
        print name, count[name]
      }
    }'
}

# solaris_sockets VIP PORT CLIENT: `table`, and of its lines those of programs that listen on the port and of connections that
# this client is making, `STATE ADDRESS.PORT PEER.PORT`. A program that listens on all of IPv6 is in the table of IPv4 too,
# where it takes that as well (tcp_snmp_get, P N). A line of another form than those of tcp_report_item_v4 (P N, and
# illumos' at a5cf233f) goes on as it is where it names the port, and the driver refuses it.
solaris_sockets() {
  netstat -an -f inet -P tcp | awk -v vip="$1" -v port="$2" -v client="$3" '
    NF == 0 || /^TCP(: IPv4)?$/ || /^-+ / { next }
    $1 == "Local" && $2 == "Address" { if (!tables++) print "table"; next }
    NF != 7 || $3 $4 $5 $6 !~ /^[0-9]+$/ { if (index($0 " ", "." port " ")) print; next }
    $7 == "LISTEN" && substr($1, length($1) - length(port)) == "." port { print $7, $1, $2 }
    $7 == "SYN_RCVD" && $1 == vip "." port && index($2, client ".") == 1 { print $7, $1, $2 }' |
    sed -n 1,2000p
}

# ---------------------------------------------------------------- clients: what becomes of packets from and to them
cv_os_clients() {
  cv_section client-routes solaris_client_routes
  cv_section client-filters solaris_client_filters
}

# The table, and `more COUNT` where it is too long.
solaris_client_routes() {
  netstat -rn -f inet 2>/dev/null | awk '++count <= 3000 { print } END { if (count > 3000) print "more", count - 3000 }'
}

# Rules of ipfilter, where it is there.
solaris_client_filters() {
  if command -v ipfstat >/dev/null 2>&1; then ipfstat -io 2>/dev/null | sed -n 1,3000p; fi
  return 0
}
