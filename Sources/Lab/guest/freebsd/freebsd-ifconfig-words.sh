#!/boot/culvert-lab/linux/bin/bash
# freebsd-ifconfig-words.sh, sourced by freebsd-ifconfig.sh: the words after an interface's name, one after the other.
#
# A word acts when it is read; addresses are collected and set at the end, as ifconfig(8) does.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${state:?}"

configure() { # WORD...; on the loaded interface
  local set_address=0 alias=0 clear=0 new='' peer='' mask='' drop=''
  lock
  load "$i_name"
  while [ $# -gt 0 ]; do
    case $1 in
      tunnel)
        [ $# -ge 3 ] || fail "'tunnel' requires 2 arguments"
        tunnel "$2" "$3"
        shift 3
        ;;
      netmask | broadcast | mtu | metric | description | descr | name | fib | tunnelfib | prefixlen | group | -group)
        [ $# -ge 2 ] || fail "'$1' requires argument"
        with_argument "$1" "$2"
        shift 2
        ;;
      *)
        word "$1"
        shift
        ;;
    esac
  done
  addresses
  unlock
}

word() { # WORD
  case $1 in
    up) set_flag up; i_up=1; kernel_up; finish ;;
    down) set_flag down; i_up=0; kernel_up; finish ;;
    alias | add) alias=1 clear=0 ;;
    -alias | delete | remove) drop_alias ;;
    destroy | unplumb) destroy ;;
    deletetunnel | -tunnel) delete_tunnel ;;
    link[0-2]) set_flag "$1"; i_links=$((i_links | 1 << ${1#link})); finish; kernel_paths ;;
    -link[0-2]) set_flag "$1"; i_links=$((i_links & ~(1 << ${1#-link}))); finish; kernel_paths ;;
    ignore_source) ignore_source 1 ;;
    -ignore_source) ignore_source 0 ;;
    -description | -descr) i_descr=''; finish ;;
    ifdisabled | -ifdisabled | auto_linklocal | -auto_linklocal) ;;
    create | plumb | *csum* | tso* | -tso* | lro | -lro | vlan* | -vlan* | media* | -media* | mode | instance | promisc | \
      -promisc | arp | -arp | polling | -polling | monitor | -monitor | ssid | wep* | addm | deletem | laggport | laggproto | \
      -laggport | vhid | advskew | carpdev | pass | vnet | -vnet | ether | lladdr | link | accept_rtadv | -accept_rtadv | \
      eui64 | anycast | tentative | peer6 | accept_rev_ethip_ver | -accept_rev_ethip_ver | send_rev_ethip_ver | noclamp)
      unknown "the word '$1'" ;;
    inet | inet6) fail "$1: bad value" ;;
    *) an_address "$1" ;;
  esac
}

with_argument() { # WORD, ARGUMENT
  case $1 in
    mtu) set_mtu "$2" ;;
    description | descr)
      root || fail "ioctl SIOCSIFDESCR (set descr): Operation not permitted"
      i_descr=$2
      finish
      ;;
    name) set_name "$2" ;;
    netmask) set_mask "$2" ;;
    broadcast) aton "$2" || fail "$2: bad value" ;; # it is the network's own in all that is printed
    fib) no_fib SIOCSIFFIB ;;
    tunnelfib) no_fib SIOCSTUNFIB ;;
    *) unknown "the word '$1'" ;;
  esac
}

# What has been changed so far stays, whatever the next word does.
finish() {
  kernel_commit
  save
}

set_flag() { # WORD
  root || fail "$1: permission denied"
}

# There is one table only. Before 14 that was a warning, whatever the words after it.
no_fib() { # REQUEST
  ! since 14 || fail "ioctl ($1): Invalid argument"
  complain "ioctl ($1): Invalid argument"
}

set_mtu() { # NUMBER
  root || fail "ioctl SIOCSIFMTU (set mtu): Operation not permitted"
  local least=72 most=1500
  if [ "$i_kind" = gif ]; then least=1280 most=8192; fi
  [[ $1 =~ ^[0-9]+$ ]] || unknown "mtu $1"
  (($1 >= least && $1 <= most)) || fail "ioctl SIOCSIFMTU (set mtu): Invalid argument"
  i_mtu=$1
  batch+="link set $i_device mtu $1"$'\n'
  finish
}

set_name() { # NAME
  root || fail "ioctl SIOCSIFNAME (set name): Operation not permitted"
  ! exists "$1" || fail "ioctl SIOCSIFNAME (set name): File exists"
  local was=$i_device
  if ((i_up)); then batch+="link set $was down"$'\n'; fi
  batch+="link set $was name $1"$'\n'
  i_device=$1
  if ((i_up)); then kernel_up; fi
  kernel_commit
  rename "$1"
  echo "$1"
}

destroy() {
  [ "$i_kind" = gif ] || fail "SIOCIFDESTROY: Invalid argument"
  root || fail "SIOCIFDESTROY: Operation not permitted"
  batch+="link del $i_device"$'\n'
  kernel_commit
  detach "$i_name"
  kernel_paths
  exit 0
}
