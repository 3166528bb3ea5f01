# shellcheck shell=sh
# Looks at one thing on Linux: the same text for the same state.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

look_tunnel() {
  if [ ! -d "/sys/class/net/$1" ]; then
    echo absent
    return 0
  fi
  ip -d addr show dev "$1" 2>/dev/null | awk -v filter="/proc/sys/net/ipv4/conf/$1/rp_filter" '
    # What counts: no numbers of interfaces, no lifetimes, not whether somebody listens (promiscuity), and addresses
    # sorted, whatever order they came in.
    $1 == "inet" {
      text = "address " $2
      if ($3 == "peer") text = text " peer " $4
      for (place = ++count; place > 1 && address[place - 1] > text; place--) address[place] = address[place - 1]
      address[place] = text
      next
    }
    $1 == "inet6" || $1 == "valid_lft" { next }
    match($0, /<[^>]*>/) {
      print index("," substr($0, RSTART + 1, RLENGTH - 2) ",", ",UP,") ? "up" : "down"
      for (place = 1; place < NF; place++) if ($place == "master") print "master", $(place + 1)
      next
    }
    { sub(/ (promiscuity|numtxqueues) .*/, ""); print }
    END {
      for (place = 1; place <= count; place++) print address[place]
      if ((getline value < filter) > 0) print "rp_filter " value
    }'
}

# look_address INTERFACE ADDRESS
look_address() {
  ip -4 addr show dev "$1" 2>/dev/null | awk -v wanted="$2" '
    $1 == "inet" && (($3 == "peer" ? $2 " peer " $4 : $2) == wanted) { found = 1 }
    END { print found ? "present" : "absent" }'
}

# One of a module that is not loaded is what it will be then: that is all the same, and so must be what is said of it.
look_setting() {
  if cat "/proc/sys/$1" 2>/dev/null; then return 0; fi
  case $1 in
  net/ipv4/vs/expire_nodest_conn | net/ipv4/vs/expire_quiescent_template) echo 0 ;;
  *) echo absent ;;
  esac
}

look_forwarding() { linux_settings | sed -n 's|^net/ipv4/ip_forward ||p'; }

# look_mss VIP PORT
look_mss() {
  linux_mss | awk -v vip="$1" -v port="$2" '$1 == vip && $2 == port { print $3; found = 1 } END { if (!found) print "none" }'
}

# look_service -t VIP:PORT
look_service() {
  if linux_has_ipvs; then
    ipvsadm -Sn | awk -v kind="$1" -v key="$2" '$1 == "-A" && $2 == kind && $3 == key'
  fi
}

# look_destination -t VIP:PORT RIP:PORT
look_destination() {
  if ! linux_has_ipvs; then return 0; fi
  ipvsadm -Sn | awk -v kind="$1" -v key="$2" -v to="$3" '$1 == "-a" && $2 == kind && $3 == key && $5 == to'
  ipvsadm -Ln --thresholds "$1" "$2" 2>/dev/null | awk -v to="$3" '$1 == "->" && $2 == to { print $3, $4 }'
  return 0
}

look_module() { if [ -d "/sys/module/$1" ]; then echo loaded; else echo 'not loaded'; fi; }
