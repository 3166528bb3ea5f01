# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-ipadm-prop.sh, sourced by solaris-ipadm.sh: properties of protocols and addresses.

# PROTOCOL,NAME=DEFAULT:POSSIBLE; TCP's are in solaris-tcp-tables.sh.
declare -A known_properties=(
  [ipv4,hostmodel]='weak:strong,src-priority,weak' [ipv6,hostmodel]='weak:strong,src-priority,weak'
  [ipv4,forwarding]='off:on,off' [ipv6,forwarding]='off:on,off' [ipv4,ttl]=255:1-255
  [ip,_ip_strict_dst_multihoming]=0:0-1)

# Sets default and possible. TCP's private ones, with _, are the kernel's own [S ipadm_privprop].
find_property() { # PROTOCOL, NAME; status 1 if there is no such
  local known=${known_properties[$1,$2]:-} permission
  default=${known%%:*} possible=${known#*:}
  [[ -z $known ]] || return 0
  [[ $1 == tcp && $2 == _* && $2 != *[-+] ]] || unknown "property $2 of $1"
  tcp_parameter "$2" || return 1
  [[ $default != - ]] || unknown "property $2 of $1"
}

# Those of set-prop and reset-prop [S ipadm.c, ipadm_check_propstr; ipadm_set_prop].
property_arguments() { # VERB
  [[ -n $property && ${#operands[@]} == 1 ]] || fail "Usage: $(usage_of "$1")"
  case $1,$property in
    set-prop,*=*=*) fail "cannot specify more than one prop=val at a time."$'\n'"$tab$(usage_of "$1")" ;;
    set-prop,*=?*) ;;
    set-prop,*) fail "please specify the value to be set."$'\n'"$tab$(usage_of "$1")" ;;
    reset-prop,*=*) fail "incorrect syntax used for -p."$'\n'"$tab$(usage_of "$1")" ;;
  esac
  name=${property%%=*} protocol=${operands[0]}
  has 'ip ipv4 ipv6 tcp udp sctp' "$protocol" || fail "invalid protocol '$protocol' specified"
  [ "$EUID" = 0 ] || fail "$1: $name: Insufficient user authorizations"
  find_property "$protocol" "$name" || fail "$1: $name: Unknown property"
}

# Persistent means: at once and after the next boot too.
set_prop() {
  options set-prop p:t "$@"
  local name protocol default possible value=${property#*=}
  property_arguments set-prop
  if [[ $protocol == tcp ]]; then
    set_tcp_property
  else
    [[ $possible == *-[0-9]* ]] || has "${possible//,/ }" "$value" ||
      fail "set-prop: $name: Value is outside the allowed range"
    N[prop,$protocol,$name]=$value
    apply_host_model
  fi
  if [[ $temporary == no ]]; then
    stored_property[$protocol,$name]=$value
    write_addresses
  fi
  save
}

set_tcp_property() {
  local number refusal
  tcp_check "$value" "$possible" || case $refusal in
    range) fail "set-prop: $name: Value is outside the allowed range" ;;
    *) fail "set-prop: $name: Invalid argument provided" ;;
  esac
  has "$tcp_played" "$name" || unknown "what $name does"
  tcp_set "$name" "$number"
}

# With -t what is stored stays.
reset_prop() {
  options reset-prop p:t "$@"
  local name protocol default possible
  property_arguments reset-prop
  unset -v "N[prop,$protocol,$name]"
  if [[ $protocol == tcp ]]; then apply_mss; else apply_host_model; fi
  if [[ $temporary == no ]]; then
    unset -v "stored_property[$protocol,$name]"
    write_addresses
  fi
  save
}

apply_host_model() {
  local commands=''
  host_model
  tell_kernel "$commands"
}

show_prop() {
  local name protocol default possible status=0
  columns=(PROTO 6 PROPERTY 22 PERM 5 CURRENT 13 PERSISTENT 13 DEFAULT 13 POSSIBLE 15)
  options show-prop co:p: "$@"
  protocol=${operands[0]:-}
  [[ -n $property && -n $protocol ]] || unknown 'a list of all properties'
  has 'ip ipv4 ipv6 tcp udp sctp' "$protocol" || fail "invalid protocol '$protocol' specified"
  choose_columns "$fields" || fail "unknown output field '$unknown_column'"
  [[ $parsable == yes ]] || print_header
  for name in ${property//,/ }; do
    if ! find_property "$protocol" "$name"; then
      no_property
      continue
    fi
    print_row PROTO="$protocol" PROPERTY="$name" PERM=rw CURRENT="${N[prop,$protocol,$name]:-$default}" \
      PERSISTENT="${stored_property[$protocol,$name]:-}" DEFAULT="$default" POSSIBLE="$possible"
  done
  return $status
}

# What cannot be had is ?, and so are the columns after it; the warning lacks what parts its halves [S ipadm.c of 2015,
# print_prop, warn_ipadmerr; ofmt.c].
no_property() {
  local column row=(PROTO="$protocol" PROPERTY="$name" PERSISTENT=) seen=no
  for column in "${chosen[@]}"; do
    case $column in
      PROTO | PROPERTY | PERSISTENT) [[ $seen == no ]] || row+=("$column=?") ;;
      *)
        [[ $seen == yes ]] || say "ipadm: warning: cannot get property '$name' for '$protocol'Unknown property"
        row+=("$column=?") seen=yes status=1
        ;;
    esac
  done
  print_row "${row[@]}"
}

address_flag() { # PROPERTY
  case $1 in
    private) bit=0x8000 ;;
    deprecated) bit=0x40000 ;;
    *) unknown "address property $1" ;;
  esac
}

set_addrprop() {
  options set-addrprop p:t "$@"
  one_operand set-addrprop
  local lif bit
  find_object "${operands[0]}"
  [[ -n $lif ]] || fail "set-addrprop: ${property%%=*}: Object not found"
  address_flag "${property%%=*}"
  # The store of this lab has no place for it.
  [[ $temporary == yes ]] || unknown 'a persistent address property'
  case ${property#*=} in
    on) N[$lif,flags]=$((N[$lif,flags] | bit)) ;;
    off) N[$lif,flags]=$((N[$lif,flags] & ~bit)) ;;
    *) fail "set-addrprop: ${property%%=*}: Invalid argument provided" ;;
  esac
  save
}

show_addrprop() {
  local lif bit name current
  columns=(ADDROBJ 18 PROPERTY 11 PERM 5 CURRENT 16 PERSISTENT 16 DEFAULT 16 POSSIBLE 15)
  options show-addrprop co:p: "$@"
  one_operand show-addrprop
  find_object "${operands[0]}"
  [[ -n $lif ]] || fail "Error retrieving address: Object not found"
  choose_columns "$fields" || fail "unknown output field '$unknown_column'"
  [[ $parsable == yes ]] || print_header
  for name in ${property//,/ }; do
    address_flag "$name"
    ((N[$lif,flags] & bit)) && current=on || current=off
    print_row ADDROBJ="${operands[0]}" PROPERTY="$name" PERM=rw CURRENT=$current PERSISTENT= DEFAULT=off POSSIBLE=on,off
  done
}
