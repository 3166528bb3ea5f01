# shellcheck shell=bash
# shellcheck disable=SC2154
# solaris-names-of.sh, sourced by netstat and route: what numbers are called, as long as nobody says -n (then `numeric` is
# set). There is no DNS here: /etc/hosts and /etc/services know, and of nets only the loopback has a name [D networks(4)].

host_name() { # VARIABLE, ADDRESS
  local line
  local -a word
  printf -v "$1" %s "$2"
  [[ -z $numeric ]] || return 0
  while read -r line; do
    read -r -a word <<<"${line%%#*}"
    [[ ${word[0]:-} != "$2" ]] || { printf -v "$1" %s "${word[1]}" && return; }
  done </etc/hosts
}

# pr_netaddr [S]: the name of the net, or else that of the address itself, or else the net as a number.
net_name() { # VARIABLE, ADDRESS, MASK AS NUMBER
  local bits shown
  number bits "$2"
  if ((bits == 0 && $3 == 0)); then printf -v "$1" %s default && return; fi
  dotted shown $((bits & $3))
  printf -v "$1" %s "$shown"
  [[ -z $numeric ]] || return 0
  if [[ $shown == 127.0.0.0 ]]; then printf -v "$1" %s loopback && return; fi
  host_name shown "$2"
  [[ $shown == "$2" ]] || printf -v "$1" %s "$shown"
}

port_name() { # VARIABLE, PORT, PROTOCOL
  local service served
  printf -v "$1" %s "$2"
  if (($2 == 0)); then printf -v "$1" '*'; fi
  [[ -z $numeric && $2 != 0 && -r /etc/services ]] || return 0
  while read -r service served _; do
    [[ $served != "$2/$3" ]] || { printf -v "$1" %s "$service" && return; }
  done </etc/services
}
