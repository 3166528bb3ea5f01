# shellcheck shell=sh
# Looks at one thing on Solaris: the same text for the same state.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

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
