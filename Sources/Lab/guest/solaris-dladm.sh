#!/boot/culvert-lab/linux/bin/bash
# solaris-dladm.sh: illumos' dladm for IP tunnels [S ILL dladm.c, libdladm], and a little of what it shows of other links.
#
# Persistent tunnels are in /etc/dladm/datalink.conf. The file's form is this lab's own, as illumos' is nobody's interface.
arguments="$*"
. /boot/culvert-lab/system/solaris-lib.sh
. /boot/culvert-lab/system/solaris-kernel.sh
. /boot/culvert-lab/system/solaris-table.sh
. /boot/culvert-lab/system/solaris-store.sh
parsable=no

fail() { die "dladm: $*"; }

options() { # LETTERS, ARGUMENT...: sets temporary, type, ends, fields, parsable, property and the rest in operands
  local letters=$1 OPTIND=1 option
  shift
  temporary=no type='' ends='' fields='' property='' operands=()
  long_to_short "$@"
  set -- "${converted[@]}"
  while getopts ":$letters" option; do
    case $option in
      t) temporary=yes ;;
      T) type=$OPTARG ;;
      a) ends+=${ends:+,}$OPTARG ;;
      o) fields=$OPTARG ;;
      p) if [[ $letters == *p:* ]]; then property+=${property:+,}$OPTARG; else parsable=yes; fi ;;
      c) parsable=yes ;;
      P) persistent=yes ;;
      R) unknown 'another root' ;;
      :) fail "option '-$OPTARG' requires a value" ;;
      *) usage_error "unrecognized option '-$OPTARG'" ;;
    esac
  done
  shift $((OPTIND - 1))
  operands=("$@")
}

long_to_short() {
  local word
  converted=()
  for word; do
    case $word in
      --temporary) converted+=(-t) ;;
      --tunnel-type) converted+=(-T) ;;
      --address) converted+=(-a) ;;
      --output) converted+=(-o) ;;
      --output=*) converted+=(-o "${word#*=}") ;;
      --parseable | --parsable) converted+=(-p) ;;
      --*) unknown "$word" ;;
      *) converted+=("$word") ;;
    esac
  done
}

usage_error() { # WHAT [d] the words
  say "dladm: $1"
  exit 1
}

# local=A,remote=B; sets tsrc and tdst where they are given.
parse_ends() {
  local part value
  local -a parts
  IFS=, read -r -a parts <<<"$ends"
  for part in "${parts[@]}"; do
    value=${part#*=}
    case $part in
      local=*) is_ipv4 "$value" || fail "could not $doing: invalid local IP tunnel address" && tsrc=$value ;;
      remote=*) is_ipv4 "$value" || fail "could not $doing: invalid remote IP tunnel address" && tdst=$value ;;
      *) fail "invalid tunnel address: $part" ;; # [M] the words
    esac
  done
}

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
  [ "$EUID" = 0 ] && ! in_shared_zone || fail "could not $doing: permission denied"
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
  for link in ${operands[*]:-${!links[@]}}; do
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
  for link in ${operands[*]:-${N[links]}}; do
    need_link "$link"
    [[ -z ${N[$link,class]:-} ]] || fail "could not $doing: link busy"
    forget_link "$link"
  done
  save
}

# Widths [M]; flags: s for IPsec, i for one that ifconfig made.
show_iptun() {
  local link flags persistent=no
  columns=(LINK 16 TYPE 6 FLAGS 7 LOCAL 20 REMOTE 20)
  options Po:p "$@"
  [[ $parsable == no || -n $fields ]] || fail '-p requires -o'
  choose_columns "$fields" || fail "invalid field(s) '$unknown_column'"
  if [ ${#operands[@]} -gt 0 ]; then
    has "${N[links]:-}" "${operands[0]}" || [[ $persistent == yes ]] && stored_link "${operands[0]}" ||
      has "${N[links]:-}" "${operands[0]}" ||
      fail "invalid IP tunnel '${operands[0]}': $(has 'e1000g0 lo0' "${operands[0]}" && echo invalid link || echo object not found)"
  fi
  [[ $parsable == yes ]] || print_header
  if [[ $persistent == yes ]]; then show_stored && return; fi
  for link in ${operands[*]:-${N[links]:-}}; do
    flags=$([[ ${condition[security]:-} == "$link" ]] && echo s || echo -)
    flags+=$([[ -n ${N[$link,implicit]:-} ]] && echo i || echo -)
    print_row LINK="$link" TYPE="${N[$link,type]}" FLAGS="$flags" LOCAL="${N[$link,tsrc]}" REMOTE="${N[$link,tdst]}"
  done
}

show_stored() {
  local link tsrc tdst
  for link in ${operands[*]:-${!links[@]}}; do
    read -r tsrc tdst <<<"${links[$link]}"
    print_row LINK="$link" TYPE=ipv4 FLAGS=-- LOCAL="${tsrc#-}" REMOTE="${tdst#-}"
  done
}

show_link() {
  local link persistent=no
  columns=(LINK 12 CLASS 10 MTU 7 STATE 9 BRIDGE 11 OVER 20)
  options Po:p "$@"
  [[ $persistent == no ]] || unknown 'show-link -P'
  [[ $parsable == no || -n $fields ]] || fail '-p requires -o'
  choose_columns "$fields" || fail "invalid field(s) '$unknown_column'"
  [ ${#operands[@]} = 0 ] || has "e1000g0 ${N[links]:-}" "${operands[0]}" || fail "link ${operands[0]} is not valid: object not found"
  [[ $parsable == yes ]] || print_header
  for link in ${operands[*]:-e1000g0 ${N[links]:-}}; do
    if [[ $link == e1000g0 ]]; then
      print_row LINK="$link" CLASS=phys MTU=1500 STATE=up BRIDGE=-- OVER=--
    else
      local state=down mtu=65515
      [[ -z ${N[$link,tsrc]} || -z ${N[$link,tdst]} ]] || state=up mtu=1480
      print_row LINK="$link" CLASS=iptun MTU="${N[$link,mtu]:-$mtu}" STATE=$state BRIDGE=-- OVER=--
    fi
  done
}

set_linkprop() {
  local doing="set link property" link value
  options tp:R: "$@"
  [ ${#operands[@]} = 1 ] || fail 'usage: set-linkprop [-t] -p <prop>=<value>[,...] <name>'
  link=${operands[0]}
  has "${N[links]:-}" "$link" || fail "link $link is not valid: object not found"
  [ "$EUID" = 0 ] || fail "warning: cannot set link property '${property%%=*}' on '$link': permission denied"
  [[ $property == mtu=* ]] || unknown "link property ${property%%=*}"
  value=${property#*=}
  [[ $value =~ ^[0-9]+$ && $value -ge 1280 && $value -le 65515 ]] ||
    fail "warning: cannot set link property 'mtu' on '$link': invalid argument"
  [[ $temporary == yes ]] || unknown 'a persistent MTU'
  N[$link,mtu]=$value
  kernel_sync "$link"
  save
}

show_linkprop() {
  local link mtu=65515 doing=
  columns=(LINK 13 PROPERTY 16 PERM 5 VALUE 15 DEFAULT 15 POSSIBLE 20)
  options co:p: "$@"
  [[ $parsable == no || -n $fields ]] || fail '-c requires -o'
  [[ $property == mtu ]] || unknown "link property '$property'"
  choose_columns "$fields" || fail "invalid field(s) '$unknown_column'"
  link=${operands[0]:-}
  has "${N[links]:-}" "$link" || fail "link $link is not valid: object not found"
  [[ $parsable == yes ]] || print_header
  [[ -z ${N[$link,tsrc]} || -z ${N[$link,tdst]} ]] || mtu=1480
  print_row LINK="$link" PROPERTY=mtu PERM=rw VALUE="${N[$link,mtu]:-$mtu}" DEFAULT=$mtu POSSIBLE=1280-65515
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
