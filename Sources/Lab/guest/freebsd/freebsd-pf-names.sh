#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-names.sh, sourced by freebsd-pfctl.sh: addresses, protocols and ports in pf.conf: host() and print_port()
# of pfctl_parser.c, getservice() of parse.y [S 8, 13.2, 15.1]. Names are those of this host's /etc/services and
# /etc/protocols, which are Debian's.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

# ADDRESS [port [=] PORT] in `address` (empty: any) and `port`.
peer() {
  address='' port=''
  if [ "${kinds[at]}${texts[at]}" != wport ]; then
    if ! take any; then pf_address || return; fi
  fi
  ! take port || pf_port
}

pf_address() {
  local text number bits=32
  string || { [ "${kinds[at]}" != n ] || unknown 'pf.conf: a number for an address'; wrong; return; }
  if ! aton "$name"; then
    [[ $name != *:* && ! -e $state/if/$name ]] || unknown "pf.conf: the address '$name'"
    ! resolve "$name" || unknown "pf.conf: the address '$name'"
    echo "no IP address found for $name" >&2
    refuse_rule 'could not parse host specification'
    return
  fi
  local given=$number
  if [ "${kinds[at]}${texts[at]}" = p/ ]; then
    at=$((at + 1)) bits=${texts[at]}
    if [ "${kinds[at]}" != n ] || ((bits == 0 || bits > 32)); then unknown "pf.conf: the mask /$bits"; fi
    at=$((at + 1))
  fi
  # Bits that the mask has not are cut off. [S: set_ipmask()]
  bits_mask "$bits"
  ntoa $((given & number))
  address=$text
  ((bits == 32)) || address+=/$bits
}

# A protocol by name or number; in `protocol`, its name.
pf_protocol() {
  local one number rest word=${texts[at]}
  case ${kinds[at]} in n) ;; *) string || { wrong; return; } && at=$((at - 1)) ;; esac
  while read -r one number rest; do
    if [[ $word == "$one" || $word == "$number" ]]; then protocol=$one && at=$((at + 1)) && return; fi
  done </etc/protocols
  [ "${kinds[at]}" != n ] || unknown "pf.conf: proto $word"
  refuse_rule "unknown protocol $word"
}

# A port's number, in `port`.
pf_port() {
  [ "${kinds[at]}${texts[at]}" != p= ] || at=$((at + 1))
  local word=${texts[at]} kind
  case ${kinds[at]} in n) ;; *) string || { wrong; return; } && at=$((at - 1)) ;; esac
  [[ $word != *:* ]] || unknown "pf.conf: port $word"
  if [ "${kinds[at]}" = n ]; then
    port=$((10#$word))
    ((port <= 65535)) || { refuse_rule "illegal port value $port"; return; }
  else
    for kind in tcp udp; do ! service "$word" '' "$kind" || break; done
    [ -n "$port" ] || { refuse_rule "unknown port $word"; return; }
  fi
  at=$((at + 1))
}

# A service by its name (`port` is set) or its number (`name` is set).
service() { # NAME, NUMBER, tcp|udp
  local first which others
  while read -r first which others; do
    [ "${which#*/}" = "$3" ] || continue
    if [ -z "$2" ]; then
      [[ " $first ${others%%#*} " != *" $1 "* ]] || { port=${which%/*}; return; }
    elif [ "${which%/*}" = "$2" ]; then
      name=$first
      return
    fi
  done </etc/services
  return 1
}

# A port as it is printed, by its name if it has one, behind `inside`.
named_port() { # NUMBER
  local kind=udp name=$1
  [ -n "$1" ] || return 0
  [ "$protocol" != tcp ] || kind=tcp
  service '' "$1" "$kind" || :
  inside+=" port = $name"
}
