#!/boot/culvert-lab/linux/bin/bash
# freebsd-ifconfig-show.sh, sourced by freebsd-ifconfig.sh: what is printed of an interface.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${state:?}"
inet_format=hex

formats() { # TYPE:FORMAT[,TYPE:FORMAT]
  local item
  for item in ${1//,/ }; do
    case $item in
      inet:cidr | inet:dotted | inet:hex) inet_format=${item#inet:} ;;
      inet:default) inet_format=hex ;;
      *) unknown "the format '$item'" ;;
    esac
  done
}

show() { # NAME, FAMILY IF ONE WAS GIVEN
  load "$1"
  local address
  show_flags
  [ -z "$i_descr" ] || printf '\tdescription: %s\n' "$i_descr"
  show_options
  if [ "$i_kind" = ether ] && [[ $2 != inet* ]]; then printf '\tether %s\n' "$i_ether"; fi
  show_tunnel
  show_addresses "$2"
  [ "$2" != inet ] || return 0
  if since 11; then show_groups; fi
  if [ "$i_kind" = ether ] && [ -z "$2" ]; then
    printf '\tmedia: Ethernet autoselect (%s <full-duplex>)\n\tstatus: active\n' "$i_media"
  fi
  if since 12; then show_gif_options; fi
  show_nd6
  since 12 || show_gif_options
}

# In the order of their creation; since 14 those of a family after those of another.
show_addresses() { # FAMILY IF ONE WAS GIVEN
  local family families=('inet*') address
  ! since 14 || families=(inet inet6)
  [ -z "$1" ] || families=("$1")
  for family in "${families[@]}"; do
    for address in "${i_addrs[@]}"; do
      # shellcheck disable=SC2053 # it is a pattern
      [[ ${address%% *} != $family ]] || show_address "$address"
    done
  done
}

# The order of the bits is that of the kernel's list; since 14 it ends with netlink's.
show_flags() {
  local value=0 words='' bits=0
  case $i_kind in
    gif) bits=$((0x8010)) ;;
    lo) bits=$((0x8048)) ;;
    ether) bits=$((0x8842)); if since 9 && ! since 14; then bits=$((0x8862)); fi ;;
  esac
  value=$((bits | i_up | i_links << 12))
  if since 14; then value=$((value | i_up << 24)); fi
  if [ "$i_kind" = gif ] && runs; then value=$((value | 0x40)); fi
  local bit word
  for word in 0:UP 1:BROADCAST 3:LOOPBACK 4:POINTOPOINT 6:RUNNING 11:SIMPLEX 12:LINK0 13:LINK1 14:LINK2 15:MULTICAST \
    24:LOWER_UP; do
    bit=${word%:*}
    if ((value >> bit & 1)); then words+=,${word#*:}; fi
  done
  printf '%s: flags=%x<%s> metric 0 mtu %s\n' "$i_name" "$value" "${words#,}" "$i_mtu"
}

# A tunnel runs when it has ends; since 12 also its own end must be here.
runs() {
  [ -n "$i_outer" ] || return 1
  since 12 || return 0
  owner "$i_source"
}

show_options() {
  case $i_kind in
    gif) if since 9; then printf '\toptions=80000<LINKSTATE>\n'; fi ;;
    lo)
      if since 12; then
        printf '\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>\n'
      else
        printf '\toptions=3<RXCSUM,TXCSUM>\n'
      fi
      ;;
    ether)
      local common=RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,JUMBO_MTU,VLAN_HWCSUM,TSO4,TSO6,LRO,VLAN_HWTSO,LINKSTATE
      if since 14; then
        printf '\toptions=ec07bb<%s>\n' "$common,RXCSUM_IPV6,TXCSUM_IPV6,HWSTATS"
      elif since 12; then
        printf '\toptions=4c07bb<%s>\n' "$common,TXCSUM_IPV6"
      else
        printf '\toptions=9b<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,VLAN_HWCSUM>\n'
      fi
      ;;
  esac
}

show_tunnel() {
  local from
  [ "$i_outer" = inet ] || return 0
  ntoa "$i_source"
  from=$text
  ntoa "$i_remote"
  printf '\ttunnel inet %s --> %s\n' "$from" "$text"
}

show_address() { # LINE
  local kind address peer mask line blank=
  read -r kind address peer mask <<<"$1"
  since 12 || blank=' '
  if [ "$kind" = inet6 ]; then
    [[ $address != fe80:* ]] || mask+=" scopeid 0x$i_index"
    printf '\tinet6 %s prefixlen %s%s\n' "$address" "$mask" "$blank"
    return
  fi
  ntoa "$address"
  line="inet $text"
  if [ "$peer" != - ]; then ntoa "$peer" && line+=" --> $text"; fi
  case $inet_format in
    hex) printf -v line '%s netmask 0x%x' "$line" "$mask" ;;
    dotted) ntoa "$mask" && line+=" netmask $text" ;;
    cidr) mask_bits "$mask" && line+=/$bits ;;
  esac
  if [ "$i_kind" = ether ]; then ntoa $(((address | ~mask) & 0xffffffff)) && line+=" broadcast $text"; fi
  printf '\t%s%s\n' "$line" "$blank"
}

show_groups() {
  [ "$i_kind" = ether ] || printf '\tgroups: %s\n' "$i_kind"
}

show_gif_options() {
  [ "$i_kind" = gif ] || return 0
  if ! since 9; then
    printf '\toptions=1<ACCEPT_REV_ETHIP_VER>\n'
  elif ((i_ignore)); then
    printf '\toptions=2<IGNORE_SOURCE>\n'
  fi
}

show_nd6() {
  local words=PERFORMNUD
  case $i_nd6 in
    3) words+=,ACCEPT_RTADV ;;
    21) words+=,AUTO_LINKLOCAL ;;
    29) words+=,IFDISABLED,AUTO_LINKLOCAL ;;
  esac
  printf '\tnd6 options=%s<%s>\n' "$i_nd6" "$words"
}

show_all() { # FAMILY
  local name
  interfaces
  for name in "${names[@]}"; do
    load "$name"
    if { [ -n "$down" ] && ((i_up)); } || { [ -n "$up_only" ] && ((i_up == 0)); }; then continue; fi
    show "$name" "${1-}"
  done
}

show_names() { # FAMILY
  local name chosen=()
  interfaces
  for name in "${names[@]}"; do
    load "$name"
    if { [ -n "$down" ] && ((i_up)); } || { [ -n "$up_only" ] && ((i_up == 0)); }; then continue; fi
    if [ "${1-}" = ether ] && [ "$i_kind" != ether ]; then continue; fi
    chosen+=("$name")
  done
  echo "${chosen[*]}"
}

show_group() { # GROUP
  local name
  interfaces
  for name in "${names[@]}"; do
    load "$name"
    if [ "$1" = "$i_kind" ] || [ "$1" = all ]; then echo "$name"; fi
  done
}
