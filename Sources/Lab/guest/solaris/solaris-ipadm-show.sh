# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-ipadm-show.sh, sourced by solaris-ipadm.sh: addresses, those that are there and those that are stored.

show_addr() {
  local interface lun object wanted=${operands[0]:-} found=no
  columns=(ADDROBJ 18 TYPE 9 STATE 13 CURRENT 8 PERSISTENT 11 ADDR 46)
  options show-addr po: "$@"
  [[ $parsable == no || -n $fields ]] || fail '-p requires -o'
  [ ${#operands[@]} -le 1 ] || fail "Usage: $(usage_of show-addr)"
  wanted=${operands[0]:-}
  [[ -z $wanted || $wanted == */* ]] || fail 'Invalid address object name provided'
  choose_columns "${fields:-addrobj,type,state,addr}" || fail "unknown output field '$unknown_column'"
  [[ $parsable == yes ]] || print_header
  for interface in ${N[ifs]}; do
    for lun in ${N[$interface,luns]}; do show_lif "$interface" "$lun"; done
  done
  if [[ -z $wanted || $wanted == lo0/v6 || $wanted == lo0/ ]]; then
    found=yes
    print_row ADDROBJ=lo0/v6 TYPE=static STATE=ok CURRENT=U---- PERSISTENT=--- ADDR=::1/128
  fi
  for object in "${!stored_address[@]}"; do show_stored_address "$object"; done
  [[ $found == yes || $wanted == */ ]] || fail 'Address object not found'
}

is_wanted() { # OBJECT
  [[ -z $wanted || $wanted == "$1" || ($wanted == */ && $1 == "$wanted"*) ]] && found=yes
}

# An interface without an address has no row.
show_lif() { # IF, LUN
  local lif=$1:$2 object flags shown current='' persistent=--- length
  [[ ${N[$lif,addr]} != 0.0.0.0 ]] || return 0
  object=${N[$lif,obj]:-$1/?}
  is_wanted "$object" || return 0
  flags=${N[$lif,flags]}
  ((flags & UP)) && current+=U || current+=-
  ((flags & UNNUMBERED)) && current+=u || current+=-
  ((flags & 0x8000)) && current+=p || current+=-
  [[ -n ${stored_address[$object]:-} || $1 == lo0 || $1 == e1000g0 ]] && current+=- || current+=t
  ((flags & 0x40000)) && current+=d || current+=-
  case ${stored_address[$object]:-} in
    up*) persistent=U-- ;;
    down*) persistent=--- ;;
    *) [[ $1 != lo0 && $1 != e1000g0 ]] || persistent=U-- ;;
  esac
  shown=${N[$lif,addr]}
  if [[ ${N[$1,class]} == tun ]]; then shown+="->${N[$lif,dst]}"
  else mask_prefix length "${N[$lif,mask]}" && shown+=/$length; fi
  ((flags & UP)) && flags=ok || flags=down
  print_row ADDROBJ="$object" TYPE=static STATE="$flags" CURRENT="$current" PERSISTENT=$persistent ADDR="$shown"
}

show_stored_address() { # OBJECT
  local lif how local_address length remote shown
  find_object "$1"
  [[ -z $lif ]] || return 0
  is_wanted "$1" || return 0
  read -r how local_address length remote <<<"${stored_address[$1]}"
  shown=$local_address
  [[ -z $remote ]] && shown+=/$length || shown+="->$remote"
  print_row ADDROBJ="$1" TYPE=static STATE=disabled CURRENT=----- PERSISTENT="$([[ $how == up ]] && echo U-- || echo ---)" ADDR="$shown"
}
