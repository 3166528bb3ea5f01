# shellcheck shell=sh
# The look at a Solaris or illumos host.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

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
