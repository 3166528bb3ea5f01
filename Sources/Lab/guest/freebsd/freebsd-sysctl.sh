#!/boot/culvert-lab/linux/bin/bash
# freebsd-sysctl.sh: sysctl(8), for the names that somebody who sets up a realserver asks for.
# shellcheck disable=SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-sysctl-names.sh

bare='' quiet='' equal='' status=0
while getopts :abdeFhiNnoqTWx option; do
  case $option in
    n) bare=1 ;;
    e) equal=1 ;;
    i) ignore=1 ;;
    q) quiet=1 ;;
    b) binary=1 ;;
    h) ;;
    *) unknown "option -$option" ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || unknown 'no name at all'

# kern.boot_id is 16 bytes that only -b shows; without, nothing is printed, and the status is 0 [v 13.2, 15.1].
show_boot_id() {
  local id
  [ -n "${binary-}" ] || return 0
  read -r id <"$proc/sys/kernel/random/boot_id"
  id=${id//-/}
  while [ -n "$id" ]; do
    # shellcheck disable=SC2059 # it is made here
    printf "\\x${id:0:2}"
    id=${id:2}
  done
}

show() { # NAME
  if [ "$1" = kern.boot_id ]; then show_boot_id; return; fi
  [ -z "${binary-}" ] || unknown "option -b with $1"
  value_of "$1"
  if [ -n "$bare" ]; then echo "$value"; elif [ -n "$equal" ]; then echo "$1=$value"; else echo "$1: $value"; fi
}

assign() { # NAME, VALUE
  value_of "$1"
  local old=$value
  if read_only "$1"; then
    echo "sysctl: oid '$1' is read only" >&2
    status=1
    return
  fi
  if ! root; then
    [ -n "$bare" ] || echo "$1: $old"
    echo "sysctl: $1=$2: Operation not permitted" >&2
    status=1
    return
  fi
  [[ $2 =~ ^-?[0-9]+$ ]] || { echo "sysctl: invalid integer '$2'" >&2; status=1; return; }
  set_value "$1" "$2"
  value_of "$1"
  if [ -n "$bare" ]; then echo "$value"; else echo "$1: $old -> $value"; fi
}

for word; do
  name=${word%%=*}
  if known "$name"; then
    if [[ $word == *=* ]]; then assign "$name" "${word#*=}"; else show "$name"; fi
  elif branch "$name"; then
    for leaf in "${leaves[@]}"; do show "$leaf"; done
  elif absent "$name"; then
    [ -n "${ignore-}" ] && continue
    [ -n "$quiet" ] || echo "sysctl: unknown oid '$name'" >&2
    status=$((status + 1))
  else
    unknown "the name $name"
  fi
done
if ! since 9 && ((status)); then status=1; fi
exit "$status"
