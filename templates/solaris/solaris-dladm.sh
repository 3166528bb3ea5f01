# shellcheck shell=sh
# Changes on Solaris by dladm and ipadm: until the next start, and in their store.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# Without -t they would change the store too, and a start before the confirm would not be a way back.

# create_iptun NAME LOCAL REMOTE: one that is in the store comes from there, with its addresses.
create_iptun() {
  if dladm show-iptun "$1" >/dev/null 2>&1; then
    echo "there is a tunnel $1 already"
    return 1
  fi
  if dladm show-iptun -P "$1" >/dev/null 2>&1; then
    dladm up-iptun "$1" && ipadm enable-if -t "$1"
  else
    solaris_know_noun
    dladm create-iptun -t -T ipv4 -a "local=$2,remote=$3" "$1" && ipadm "create-$cv_noun" -t "$1"
  fi
  # There is no interface without its link.
  ifconfig "$1" >/dev/null
}

delete_iptun() {
  if ipadm show-if "$1" >/dev/null 2>&1; then ipadm disable-if -t "$1"; fi
  if dladm show-iptun "$1" >/dev/null 2>&1; then dladm delete-iptun -t "$1"; fi
  ! dladm show-iptun "$1" >/dev/null 2>&1
}

modify_iptun() {
  dladm modify-iptun -t -a "local=$2,remote=$3" "$1"
  [ "$(dladm show-iptun -p -o local,remote "$1")" = "$2:$3" ]
}

# create_addr NAME OBJECT ADDRESS PEER LENGTH. A tunnel that nobody has put IP on gets it first.
#
# The name says nothing about the address: where ifconfig has changed an address, its object stays (ipadm_create_addr of
# illumos, IPH_LEGACY), and a second one of that name is refused. So is one whose address is 0.0.0.0, which show-addr does not
# list: then another name is tried.
create_addr() {
  cv_units=$(solaris_units "$1")
  solaris_find "$3" "$4"
  # One that is there may be down.
  if [ -n "$cv_found" ]; then
    add_address "$1" "$3" "$4" 255.255.255.255
    return
  fi
  if [ -z "$cv_units" ]; then
    solaris_know_noun
    ipadm "create-$cv_noun" -t "$1" || return 1
  fi
  cv_number=0
  cv_object=$1/$2
  for _ in 1 2 3; do
    cv_said=$(ipadm create-addr -t -T static -a "local=$3/$5,remote=$4" "$cv_object" 2>&1)
    if [ -n "$(solaris_object "$1" "$3" "$4")" ]; then return 0; fi
    solaris_next_object "$1" "$2"
  done
  echo "$cv_said"
  return 1
}

# solaris_next_object NAME OBJECT: another name for a new object, which show-addr does not have, in $cv_object.
solaris_next_object() {
  cv_objects=$(ipadm show-addr -p -o addrobj)
  cv_number=$((cv_number + 1))
  while printf '%s\n' "$cv_objects" | grep -Fqx -e "$1/$2n$cv_number"; do cv_number=$((cv_number + 1)); done
  cv_object=$1/$2n$cv_number
}

# delete_addr NAME ADDRESS PEER: every object that has them. An address that ifconfig has made may have no object of ipadm's,
# but `NAME/?`.
delete_addr() {
  for _ in 1 2 3 4 5 6 7 8 9; do
    cv_object=$(solaris_object "$1" "$2" "$3")
    case $cv_object in
      '') return 0 ;;
      */\?) remove_address "$1" "$2" "$3" && return 0 ;;
      *) ipadm delete-addr "$cv_object" || return 1 ;;
    esac
  done
  return 1
}

# The object that has this address; illumos prints `->` before a peer, Solaris 11 `-->`.
solaris_object() {
  ipadm show-addr -p -o addrobj,addr | sed -n -e 's/-*->/ /' -e "s|^\($1/[^:]*\):$2 $3\$|\1|p" | sed -n 1p
}

# delete_stored NAME: can be done again.
delete_stored() {
  if ipadm show-if "$1" >/dev/null 2>&1; then
    solaris_know_noun
    ipadm "delete-$cv_noun" "$1"
  fi
  if dladm show-iptun -P "$1" >/dev/null 2>&1; then dladm delete-iptun "$1"; fi
  ! dladm show-iptun -P "$1" >/dev/null 2>&1
}

# create_stored NAME LOCAL REMOTE {OBJECT ADDRESS PEER LENGTH}...: only a rollback to a tunnel that was in the store comes
# here. Nothing puts a tunnel that is there into the store as it is, so it is made anew, and takes no packets meanwhile.
create_stored() {
  if dladm show-iptun -P "$1" >/dev/null 2>&1; then return 0; fi
  solaris_know_noun
  delete_iptun "$1" && dladm create-iptun -T ipv4 -a "local=$2,remote=$3" "$1" && ipadm "create-$cv_noun" "$1" || return 1
  cv_tunnel=$1
  shift 3
  while [ $# -ge 4 ]; do
    ipadm create-addr -T static -a "local=$2/$4,remote=$3" "$cv_tunnel/$1" || return 1
    shift 4
  done
  dladm show-iptun -P "$cv_tunnel" >/dev/null
}
