#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-dladm.sh: illumos' dladm for IP tunnels [S ILL dladm.c, libdladm], and a little of what it shows of other links.
#
# Persistent tunnels are in /etc/dladm/datalink.conf. The file's form is this lab's own, as illumos' is nobody's interface.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-kernel.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-table.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-store.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-dladm-options.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-dladm-show.sh
parsable=no

fail() { die "dladm: $*"; }

bindable() { # LINK
  local other
  [[ -n $tsrc && -n $tdst ]] || return 0
  for other in ${N[links]:-}; do
    [[ $other == "$1" || ${N[$other,tsrc]} != "$tsrc" || ${N[$other,tdst]} != "$tdst" ]] ||
      fail "could not $doing: address already in use"
  done
  is_local_up "$tsrc" "$1" || fail "could not $doing: operation failed"
}

may_change() {
  if [ "$EUID" != 0 ] || in_shared_zone; then fail "could not $doing: permission denied"; fi
  [[ -z ${1:-} || ${condition[zonelink]:-} != "$1" ]] || fail "could not $doing: permission denied"
}

create_iptun() {
  local doing='create tunnel' tsrc='' tdst='' link
  options tT:a:R: "$@"
  # [M] the words of the first two
  [[ -n $type ]] || fail 'tunnel type must be specified'
  [ ${#operands[@]} = 1 ] || fail 'usage: create-iptun [-t] -T <type> [-a {local|remote}=<addr>,...] <link>'
  link=${operands[0]}
  [[ $link =~ ^[A-Za-z][A-Za-z0-9_.]*[0-9]$ && ${#link} -le 31 ]] || fail "invalid link name '$link'"
  case $type in
    ipv4) ;;
    ipv6 | 6to4) unknown "tunnels of type $type" ;;
    *) fail "unknown tunnel type '$type'" ;;
  esac
  parse_ends
  may_change
  ! has "${N[links]:-} e1000g0 lo0" "$link" || fail "could not $doing: object already exists"
  [[ $temporary == yes ]] || ! stored_link "$link" || fail "could not $doing: object already exists"
  bindable "$link"
  with links "$link"
  N[$link,tsrc]=$tsrc N[$link,tdst]=$tdst N[$link,hop]=64 N[$link,type]=ipv4
  N[$link,temp]=$([[ $temporary == yes ]] && echo 1)
  [[ $temporary == yes ]] || store_link "$link"
  save
}

need_link() { # LINK
  has "${N[links]:-}" "$1" || {
    ! has 'e1000g0 lo0' "$1" || fail "could not $doing: invalid link"
    fail "could not $doing: object not found"
  }
}

modify_iptun() {
  local doing='modify tunnel' link tsrc tdst
  options ta:R: "$@"
  [ ${#operands[@]} = 1 ] || fail 'usage: modify-iptun [-t] -a {local|remote}=<addr>,... <link>'
  link=${operands[0]}
  [[ -n $ends ]] || fail 'address options must be specified' # [M] the words
  need_link "$link"
  may_change "$link"
  tsrc=${N[$link,tsrc]} tdst=${N[$link,tdst]}
  parse_ends
  bindable "$link"
  N[$link,tsrc]=$tsrc N[$link,tdst]=$tdst
  [[ $temporary == yes || -n ${N[$link,temp]:-} ]] || store_link "$link"
  kernel_sync "$link"
  save
}

delete_iptun() {
  local doing='delete tunnel' link
  options tR: "$@"
  [ ${#operands[@]} = 1 ] || fail 'usage: delete-iptun [-t] <link>'
  link=${operands[0]}
  if ! has "${N[links]:-}" "$link" && stored_link "$link"; then
    unstore_link "$link"
    return
  fi
  need_link "$link"
  may_change "$link"
  [[ -z ${N[$link,class]:-} ]] || fail "could not $doing: link busy"
  forget_link "$link"
  [[ $temporary == yes ]] || unstore_link "$link"
  save
}

forget_link() { # LINK
  local key
  without links "$1"
  for key in tsrc tdst hop type implicit temp mtu; do unset -v "N[$1,$key]"; done
}

# Brings the stored ones up: one, or all that are not there [S]. What cannot be bound stays away, with an error.
up_iptun() {
  local link tsrc tdst doing='configure tunnel' failed=0
  options '' "$@"
  may_change
  for link in "${operands[@]:-}"; do
    [[ -n $link ]] || continue
    stored_link "$link" || fail "could not $doing '$link': object not found"
  done
  chosen_links "${!links[*]}"
  for link in $list; do
    ! has "${N[links]:-}" "$link" || continue
    read -r tsrc tdst <<<"${links[$link]}"
    [[ $tsrc != - ]] || tsrc=
    [[ $tdst != - ]] || tdst=
    (bindable "$link") || { failed=1 && continue; }
    with links "$link"
    N[$link,tsrc]=$tsrc N[$link,tdst]=$tdst N[$link,hop]=64 N[$link,type]=ipv4 N[$link,temp]=''
  done
  save
  return "$failed"
}

down_iptun() {
  local link doing='down tunnel'
  options '' "$@"
  may_change
  chosen_links "${N[links]}"
  for link in $list; do
    need_link "$link"
    [[ -z ${N[$link,class]:-} ]] || fail "could not $doing: link busy"
    forget_link "$link"
  done
  save
}

usage() {
  say 'usage:  dladm <subcommand> <args> ...'
  printf '\t%s\n' show-link show-linkprop set-linkprop create-iptun delete-iptun modify-iptun show-iptun >&2
  exit 1
}

verb=${1:-}
[ -n "$verb" ] || usage
shift
case $verb in
  create-iptun | modify-iptun | delete-iptun | up-iptun | down-iptun | set-linkprop) load_locked ;;
  *) load ;;
esac
load_store
case $verb in
  create-iptun | modify-iptun | delete-iptun | up-iptun | down-iptun | show-iptun | show-link | set-linkprop | \
    show-linkprop) "${verb//-/_}" "$@" ;;
  rename-link | show-phys | show-vlan | create-vlan | delete-vlan | create-aggr | delete-aggr | modify-aggr | show-aggr | \
    create-vnic | delete-vnic | show-vnic | reset-linkprop | show-ether | create-etherstub | delete-etherstub | \
    show-etherstub | create-bridge | show-bridge | show-usage | init-phys | scan-wifi) unknown "'$verb'" ;;
  *)
    say "dladm: unknown subcommand '$verb'"
    usage
    ;;
esac
