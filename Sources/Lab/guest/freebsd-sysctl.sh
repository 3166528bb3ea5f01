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
    h) ;;
    *) unknown "option -$option" ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || unknown 'no name at all'

show() { # NAME
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
