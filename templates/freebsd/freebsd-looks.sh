# shellcheck shell=sh
# Looks at one thing on FreeBSD: the same text for the same state.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

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
