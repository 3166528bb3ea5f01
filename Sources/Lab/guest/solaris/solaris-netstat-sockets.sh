# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-netstat-sockets.sh, sourced by solaris-netstat.sh: sockets [S udp_report, tcp_report, sctp_report], out of /proc/net.
# Those of the UNIX domain are Linux' affair, and not shown [L]: as if there were none [S print_kn].

# TCP's states by Linux' numbers.
tcp_states=(CLOSED ESTABLISHED SYN_SENT SYN_RCVD FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT CLOSED CLOSE_WAIT LAST_ACK LISTEN CLOSING
  SYN_RCVD)

print_sockets() {
  if is_wanted udp both; then report udp 4 && report udp 6; fi
  if is_wanted tcp both; then report tcp 4 && report tcp 6; fi
  [[ -z $all ]] || ! is_wanted sctp both || report_sctp
}

# A listener for both families is in both tables, unless it is for IPv6 only [S tcp_snmp_get]; on Linux that is one whose
# port another one has for IPv4.
report() { # tcp or udp, 4 or 6
  local transport=$1 file family=inet local_end remote_end state queue row first=yes ports=' '
  [[ $2 == 4 ]] || family=inet6
  selected $family || return 0
  for file in "$1" "${1}6"; do
    [[ -r $linux/proc/net/$file && ($2 == 4 || $file == *6) ]] || continue
    while read -r row local_end remote_end state queue _; do
      [[ $row == [0-9]*: ]] || continue
      state=$((16#$state))
      "in_table$2" "$file" || continue
      [[ -n $all ]] || is_connected || continue
      [[ -z $first ]] || header "$2"
      first=
      "line_$1" "$2"
    done <"$linux/proc/net/$file"
  done
}

# True for a socket of this table; turns its ends into texts.
in_table4() { # FILE
  case $1$local_end in
    *6????????????????????????????????:*)
      if [[ $local_end == 0000000000000000FFFF0000* ]]; then
        ends4 "${local_end:24:8}" "${remote_end:24:8}"
      else
        [[ $local_end =~ ^0+: && $ports != *" ${local_end#*:} "* ]] && ends4 00000000 00000000
      fi
      ;;
    *)
      [[ $local_end != 00000000:* ]] || ports+="${local_end#*:} "
      ends4 "${local_end%:*}" "${remote_end%:*}"
      ;;
  esac
}

in_table6() { # FILE
  [[ $local_end != 0000000000000000FFFF0000* ]] || return 1
  end6 local_text "$local_end"
  end6 remote_text "$remote_end"
}

ends4() { # HEX, HEX
  end4 local_text "$1" "${local_end#*:}" && end4 remote_text "$2" "${remote_end#*:}"
}

# pr_ap [S]: "      *" is any address, * any port.
end4() { # VARIABLE, HEX as the machine stores it, PORT IN HEX
  local address port
  printf -v address '%d.%d.%d.%d' "0x${2:6:2}" "0x${2:4:2}" "0x${2:2:2}" "0x${2:0:2}"
  if [[ $address == 0.0.0.0 ]]; then address='      *'; else host_name address "$address"; fi
  port_name port $((16#$3)) "$transport"
  printf -v "$1" %s "$address.$port"
}

end6() { # VARIABLE, HEX:PORT
  local hex=${2%:*} address='' port word index
  for ((index = 0; index < 32; index += 8)); do
    word=${hex:index:8}
    printf -v address '%s:%x:%x' "$address" "0x${word:6:2}${word:4:2}" "0x${word:2:2}${word:0:2}"
  done
  shorten "${address#:}"
  if [[ $address == :: ]]; then address='      *'; else host_name address "$address"; fi
  port_name port $((16#${2#*:})) "$transport"
  printf -v "$1" %s "$address.$port"
}

# inet_ntop: the longest run of zeros is "::".
shorten() { # ADDRESS OF EIGHT WORDS: sets address
  local run
  address=:$1:
  for run in :0:0:0:0:0:0:0:0: :0:0:0:0:0:0:0: :0:0:0:0:0:0: :0:0:0:0:0: :0:0:0:0: :0:0:0: :0:0:; do
    [[ $address != *"$run"* ]] || { address=${address/$run/::} && break; }
  done
  [[ $address == ::* ]] || address=${address#:}
  [[ $address == *:: ]] || address=${address%:}
}

# TCPS_ESTABLISHED and later; a UDP socket that is connected [S].
is_connected() {
  if [[ $transport == udp ]]; then
    ((state == 1))
  else
    ! has 'CLOSED LISTEN SYN_SENT SYN_RCVD' "${tcp_states[state]}"
  fi
}

# Since 2019 the windows of illumos are a column wider [S TCP_V4_SWIND].
header() { # 4 or 6
  local title="${transport^^}: IPv$1" windows='Swind Send-Q Rwind Recv-Q    State' lines='----- ------ ----- ------ -----------'
  [[ $compatible != yes ]] || title=${transport^^}
  if ! classic; then windows='Swind  Send-Q Rwind  Recv-Q    State   ' lines='------ ------ ------ ------ -----------'; fi
  printf '\n%s\n' "$title"
  case $transport$1 in
    tcp4) printf '   Local Address        Remote Address    %s\n%s %s %s\n' "$windows" "$dashes" "$dashes" "$lines" ;;
    udp4) classic_or '   Local Address        Remote Address      State' '   Local Address        Remote Address      State   '
      printf '%s %s ----------\n' "$dashes" "$dashes" ;;
    tcp6) tcp6_header ;;
    udp6) printf '   Local Address                     Remote Address                   State      If \n'
      printf '%s %s ---------- -----\n' "$dashes6" "$dashes6" ;;
  esac
}
dashes=-------------------- dashes6=---------------------------------

classic_or() { # TEXT, TEXT OF ILLUMOS
  if classic; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

tcp6_header() {
  local title='   Local Address                     Remote Address                 '
  classic_or "${title}Swind Send-Q Rwind Recv-Q   State      If" "${title}Swind  Send-Q Rwind  Recv-Q    State      If "
  classic_or "$dashes6 $dashes6 ----- ------ ----- ------ ----------- -----" \
    "$dashes6 $dashes6 ------ ------ ------ ------ ----------- -----"
}

# A listener's windows: none, and tcp_recv_hiwat [M: 49152, on illumos 128000]. Linux does not tell those of a connection;
# what stands there is what they are on Ethernet [M].
line_tcp() { # 4 or 6
  local send=0 receive=0 swind=49640 rwind=49640 width=20 column=5 name=${tcp_states[state]}
  classic || { swind=128872 rwind=128872 column=6; }
  if [[ $name == LISTEN ]]; then
    swind=0 rwind=49152
    classic || rwind=128000
  else
    send=$((16#${queue%:*})) receive=$((16#${queue#*:}))
  fi
  [[ $1 == 4 ]] || { width=33 && printf -v name '%-11s ' "$name"; }
  printf '%-*s %-*s %*u %6d %*u %6d %s\n' $width "$local_text" $width "$remote_text" $column $swind $send $column $rwind \
    $receive "$name"
}

line_udp() { # 4 or 6
  local name=Idle width=20
  if ((state == 1)); then name=Connected; else remote_text=''; fi
  [[ $1 == 4 ]] || { width=33 && printf -v name '%-10s ' "$name"; }
  printf '%-*s %-*s %s\n' $width "$local_text" $width "$remote_text" "$name"
}

# One that is closed is always there [M]; since 2019 an empty line follows the header [S puts].
report_sctp() {
  printf '\nSCTP:\n'
  classic_or '        Local Address                   Remote Address          Swind  Send-Q Rwind  Recv-Q StrsI/O  State' \
    '        Local Address                   Remote Address          Swind  Send-Q Rwind  Recv-Q StrsI/O  State     '
  printf '%s %s ------ ------ ------ ------ ------- -----------\n' "$dashes-----------" "$dashes-----------"
  classic || printf '\n'
  printf '%-31s %-31s %6u %6d %6u %6d %3d/%-3d %s\n' 0.0.0.0 0.0.0.0 0 0 102400 0 32 32 CLOSED
}
