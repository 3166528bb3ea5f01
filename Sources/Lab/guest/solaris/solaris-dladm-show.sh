# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-dladm-show.sh, sourced by solaris-dladm.sh: what it shows, and the one property of a link.

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
  chosen_links "${N[links]:-}"
  for link in $list; do
    flags=$([[ ${condition[security]:-} == "$link" ]] && echo s || echo -)
    flags+=$([[ -n ${N[$link,implicit]:-} ]] && echo i || echo -)
    print_row LINK="$link" TYPE="${N[$link,type]}" FLAGS="$flags" LOCAL="${N[$link,tsrc]}" REMOTE="${N[$link,tdst]}"
  done
}

show_stored() {
  local link tsrc tdst
  chosen_links "${!links[*]}"
  for link in $list; do
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
  chosen_links "e1000g0 ${N[links]:-}"
  for link in $list; do
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
