#!/boot/culvert-lab/linux/bin/bash
# freebsd-digest.sh: md5(1), sha1, sha256, sha512, and from 13.2 on sha256sum as GNU prints it.
# shellcheck disable=SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh
# GNU's, but for the name of its input when that has none.
if [ "$self" = sha256sum ]; then
  [ $# = 0 ] || exec "$lab/linux/bin/sha256sum" "$@"
  read -r hex _ <<<"$("$lab/linux/bin/sha256sum")"
  echo "$hex"
  exit
fi
tool=$lab/linux/bin/${self}sum label=${self^^}

quiet='' reverse='' check='' text='' status=0
while getopts :bc:pqrs:tx option; do
  case $option in
    q) quiet=1 ;;
    r) reverse=1 ;;
    c) since 9 || unknown "option -c"; check=${OPTARG,,} ;;
    s) text=$OPTARG ;;
    *)
      [ "$option" != '?' ] || { echo "$self: illegal option -- $OPTARG" >&2; echo "usage: $self [-pqrtx] [-c string] [-s string] [files ...]" >&2; exit 1; }
      unknown "option -$option"
      ;;
  esac
done
shift $((OPTIND - 1))

digest() { # FILE OR NOTHING
  local hex
  hex=$("$tool" "$@") || exit
  hex=${hex#\\} hex=${hex%% *}
  if [ $# = 0 ] || [ -n "$quiet" ]; then printf %s "$hex"; elif [ -n "$reverse" ]; then printf '%s %s' "$hex" "$1"; else
    printf '%s (%s) = %s' "$label" "$1" "$hex"
  fi
  if [ -n "$check" ] && [ "$check" != "$hex" ]; then printf ' [ Failed ]' && status=2; fi
  printf '\n'
}

if [ -n "$text" ]; then digest < <(printf %s "$text"); exit "$status"; fi
[ $# -gt 0 ] || digest
for file; do
  if [ -r "$file" ] && [ ! -d "$file" ]; then
    digest "$file"
  else
    reason='No such file or directory'
    [ ! -d "$file" ] || reason='Is a directory'
    [ -d "$file" ] || [ ! -e "$file" ] || reason='Permission denied'
    complain "$file: $reason"
    status=1
  fi
done
exit "$status"
