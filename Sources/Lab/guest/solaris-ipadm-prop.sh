# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-ipadm-prop.sh, sourced by solaris-ipadm.sh: properties of protocols and addresses.

# PROTOCOL,NAME=DEFAULT:POSSIBLE
declare -A known_properties=(
  [ipv4,hostmodel]='weak:strong,src-priority,weak' [ipv6,hostmodel]='weak:strong,src-priority,weak'
  [ipv4,forwarding]='off:on,off' [ipv6,forwarding]='off:on,off' [ipv4,ttl]=255:1-255
  [ip,_ip_strict_dst_multihoming]=0:0-1)

# Persistent means: at once and after the next boot too.
set_prop() {
  options set-prop p:t "$@"
  [[ -n $property && ${#operands[@]} == 1 ]] || fail "Usage: $(usage_of set-prop)"
  local name=${property%%=*} value=${property#*=} protocol=${operands[0]} possible
  has 'ip ipv4 ipv6 tcp udp sctp' "$protocol" || fail "invalid protocol '$protocol' specified"
  possible=${known_properties[$protocol,$name]:-}
  [[ -n $possible ]] || unknown "property $name of $protocol"
  possible=${possible#*:}
  [ "$EUID" = 0 ] || fail "set-prop: $name: Insufficient user authorizations"
  [[ $possible == *-[0-9]* ]] || has "${possible//,/ }" "$value" || fail "set-prop: $name: Value is outside the allowed range"
  N[prop,$protocol,$name]=$value
  apply_host_model
  if [[ $temporary == no ]]; then
    stored_property[$protocol,$name]=$value
    write_addresses
  fi
  save
}

reset_prop() {
  options reset-prop p:t "$@"
  [[ -n $property && ${#operands[@]} == 1 ]] || fail "Usage: $(usage_of reset-prop)"
  local key=${operands[0]},$property
  [[ -n ${known_properties[$key]:-} ]] || unknown "property $property of ${operands[0]}"
  unset -v "N[prop,$key]" "stored_property[$key]"
  apply_host_model
  write_addresses
  save
}

apply_host_model() {
  local commands=''
  host_model
  tell_kernel "$commands"
}

show_prop() {
  local name protocol default
  columns=(PROTO 6 PROPERTY 22 PERM 5 CURRENT 13 PERSISTENT 13 DEFAULT 13 POSSIBLE 15)
  options show-prop co:p: "$@"
  protocol=${operands[0]:-}
  [[ -n $property && -n $protocol ]] || unknown 'a list of all properties'
  has 'ip ipv4 ipv6 tcp udp sctp' "$protocol" || fail "invalid protocol '$protocol' specified"
  choose_columns "$fields" || fail "unknown output field '$unknown_column'"
  [[ $parsable == yes ]] || print_header
  for name in ${property//,/ }; do
    default=${known_properties[$protocol,$name]:-}
    [[ -n $default ]] || unknown "property $name of $protocol"
    print_row PROTO="$protocol" PROPERTY="$name" PERM=rw CURRENT="${N[prop,$protocol,$name]:-${default%%:*}}" \
      PERSISTENT="${stored_property[$protocol,$name]:-}" DEFAULT="${default%%:*}" POSSIBLE="${default#*:}"
  done
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
