#!/boot/culvert-lab/linux/bin/bash
# freebsd-sysrc.sh: sysrc(8), which came with 9.2. It puts a value between quotes as it is, checks none, and where it
# replaces one, backslashes count twice; it replaces the first assignment of the file though the last one counts.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common rc-conf sysrc-files; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done

check='' verbose='' delete='' bare='' pair='' ignore='' quiet='' where='' all='' status=0
while getopts :aAcdDeEf:FhiIj:klLnNqR:s:vx option; do
  case $option in
    a) all=1 ;;
    c) check=1 ;;
    e) pair=1 ;;
    f) conf_files=("$OPTARG") ;;
    F) where=1 ;;
    i) ignore=1 ;;
    n) bare=1 ;;
    q) quiet=1 ;;
    v) verbose=1 ;;
    x) delete=1 ;;
    *) unknown "option -$option${OPTARG:+ $OPTARG}" ;;
  esac
done
shift $((OPTIND - 1))

read_all() {
  if [ -n "${conf_files[*]}" ]; then read_files "${conf_files[@]}"; else load_rc_config sysrc; fi && return
  echo 'sysrc: Exiting due to previous syntax errors' >&2
  exit 1
}

missing() { # NAME
  [ -n "$ignore$quiet" ] || echo "sysrc: unknown variable '$1'" >&2
  status=1
}

show() { # NAME
  local file=
  [ -n "${rc[$1]+set}" ] || { missing "$1"; return; }
  if [ -n "$check" ]; then return; fi
  if [ -n "$where" ]; then
    file_of "$1" || file=/etc/defaults/rc.conf
    if [ -n "$bare" ]; then echo "$file"; else echo "$1: $file"; fi
    return
  fi
  if [ -n "$verbose" ]; then file_of "$1" && printf '%s: ' "$file"; fi
  if [ -n "$pair" ]; then echo "$1=\"${rc[$1]}\""; elif [ -n "$bare" ]; then echo "${rc[$1]}"; else echo "$1: ${rc[$1]}"; fi
}

# What a list becomes.
edited() { # NAME, +|-, WORD...; in `value`
  local word words name=$1 how=$2
  shift 2
  value=" ${rc[$name]-} "
  for word; do
    case $how in
      +) [[ $value == *" $word "* ]] || value+="$word " ;;
      -) value=${value//" $word "/ } ;;
    esac
  done
  read -r -a words <<<"$value"
  value=${words[*]}
}

assign() { # NAME, VALUE
  local file='' old=${rc[$1]-}
  if [ -n "$check" ]; then compare "$1" "$2"; return; fi
  set_in_file "$1" "$2" || { status=1; return; }
  read_all
  if [ -n "$bare" ]; then echo "${rc[$1]-}"; elif [ -n "$pair" ]; then echo "$1=\"${rc[$1]-}\""; else
    if [ -n "$verbose" ]; then file_of "$1" && printf '%s: ' "$file"; fi
    [ -n "$quiet" ] || echo "$1: $old -> ${rc[$1]-}"
  fi
}

compare() { # NAME, VALUE
  local file=
  [ "${rc[$1]+set}${rc[$1]-}" != "set$2" ] || return 0
  status=1
  [ -n "$verbose" ] || return 0
  if [ -z "${rc[$1]+set}" ]; then echo "$1: not currently set"; return; fi
  file_of "$1" || file=/etc/defaults/rc.conf
  echo "$file: $1: would change from \`${rc[$1]}' to \`$2'"
}

remove() { # NAME
  local file=
  file_of "$1" || { missing "$1"; return; }
  remove_from_file "$1" || status=1
}

read_all
if [ -n "$all" ]; then show_all; exit; fi
[ $# -gt 0 ] || { echo 'usage: sysrc [OPTIONS] name[[+|-]=value] ...' >&2; exit 1; }
for word; do
  name=${word%%=*}
  case $name in
    "$word") if [ -n "$delete" ]; then remove "$name"; else show "$name"; fi ;;
    *[+-])
      how=${name: -1} name=${name%?}
      [[ ${word#*=} == [[:alnum:]]* ]] || unknown "$word"
      # shellcheck disable=SC2086 # the words are words
      edited "$name" "$how" ${word#*=}
      assign "$name" "$value"
      ;;
    *) assign "$name" "${word#*=}" ;;
  esac
done
exit "$status"
