#!/boot/culvert-lab/linux/bin/bash
# freebsd-stat.sh: stat(1) with -f, chflags(1), df(1) with -k, mount(8) without arguments: what there is of files and file systems.
# shellcheck disable=SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh
linux_stat=$lab/linux/bin/stat

stat() {
  local format='' follow='' newline=$'\n' status=0 file out
  while getopts :f:FLlnqrst:x option; do
    case $option in
      f) format=$OPTARG ;;
      L) follow=-L ;;
      n) newline= ;;
      '?')
        echo "stat: illegal option -- $OPTARG" >&2
        echo 'usage: stat [-FLnq] [-f format | -l | -r | -s | -x] [-t timefmt] [file|handle ...]' >&2
        exit 1
        ;;
      *) unknown "option -$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ -n "$format" ] || unknown 'stat without -f'
  for file; do
    if ! out=$("$linux_stat" ${follow:+-L} -c '%a %u %g %U %G %s %Y %X %Z %i %h %f %t %F' -- "$file" 2>/dev/null); then
      echo "stat: $file: stat: No such file or directory" >&2
      status=1
      continue
    fi
    fill "$file" "$out"
    printf '%s%s' "$text" "$newline"
  done
  exit "$status"
}

# %[O][H|M|L|S]LETTER, of those that somebody asks for.
fill() { # FILE, LINUX'S WORDS
  local mode uid gid user group size mtime atime ctime inode links hex rest=$format kind
  read -r mode uid gid user group size mtime atime ctime inode links hex _ kind <<<"$2"
  text=
  while [[ $rest =~ ^([^%]*)%([OH]?[MLSH]?[a-zA-Z%])(.*)$ ]]; do
    text+=${BASH_REMATCH[1]} rest=${BASH_REMATCH[3]}
    case ${BASH_REMATCH[2]} in
      Lp | OLp) printf -v mode %03o $((16#$hex & 8#777)) && text+=$mode ;;
      Mp | OMp) text+=$(((16#$hex >> 9) & 7)) ;;
      p | Op) printf -v mode %o $((16#$hex)) && text+=$mode ;;
      u) text+=$uid ;;
      g) text+=$gid ;;
      Su) text+=$user ;;
      Sg) text+=$group ;;
      z) text+=$size ;;
      m) text+=$mtime ;;
      a) text+=$atime ;;
      c) text+=$ctime ;;
      i) text+=$inode ;;
      l) text+=$links ;;
      N) text+=$1 ;;
      f) flags_of "$1" && text+=$flags ;;
      HT)
        case $kind in
          regular*) text+='Regular File' ;;
          directory*) text+=Directory ;;
          symbolic*) text+='Symbolic Link' ;;
          *) unknown "%HT of a $kind" ;;
        esac
        ;;
      Y) text+=$("$lab/linux/bin/readlink" "$1") ;;
      %) text+=% ;;
      *) unknown "the format %${BASH_REMATCH[2]}" ;;
    esac
  done
  text+=$rest
}

# File flags are kept in a list, by their sum [d sys/stat.h: uchg 2, uappnd 4, uunlnk 16, uarch 2048 (what UFS sets of itself when a file
# is written), schg 131072, sappnd 262144, sunlnk 1048576]. They are shown, and keep nobody from anything.
declare -A flag_values=([uchg]=2 [uappnd]=4 [uunlnk]=16 [uarch]=2048 [schg]=131072 [sappnd]=262144 [sunlnk]=1048576)

flags_of() { # FILE
  local name sum
  flags=2048
  while read -r sum name; do [ "$name" != "$1" ] || flags=$sum; done 2>/dev/null <"$state/file-flags"
  return 0
}

chflags() { # WORD[,WORD...], FILE...
  local word words=$1 file value
  shift
  root || { echo "chflags: $1: Operation not permitted" >&2; exit 1; }
  for file; do
    [ -e "$file" ] || { echo "chflags: $file: No such file or directory" >&2; exit 1; }
    flags_of "$file"
    for word in ${words//,/ }; do
      value=${flag_values[${word#no}]-}
      if [ "$word" = 0 ]; then flags=0; continue; fi
      [ -n "$value" ] || { echo "chflags: invalid flag: $words" >&2; exit 1; }
      if [[ $word == no* ]]; then flags=$((flags & ~value)); else flags=$((flags | value)); fi
    done
    echo "$flags $file" >>"$state/file-flags"
  done
}

# There is one file system, the root.
df() {
  local option path size blocks free available used name
  while getopts :hikmPt: option; do
    case $option in k | P) ;; *) unknown "option -$option" ;; esac
  done
  shift $((OPTIND - 1))
  [ $# -gt 0 ] || set -- /
  echo 'Filesystem 1024-blocks   Used  Avail Capacity  Mounted on'
  for path; do
    read -r size blocks free available <<<"$("$linux_stat" -f -c '%S %b %f %a' "$path")" || exit 1
    name=/dev/vtbd0
    used=$(((blocks - free) * size / 1024))
    printf '%-10s %11d %6d %6d %5d%%    /\n' "$name" $((blocks * size / 1024)) "$used" $((available * size / 1024)) \
      $((used * 100 / (used + available * size / 1024)))
  done
}

mount() {
  [ $# = 0 ] || { [ "$*" = -p ] && unknown -p; unknown "$*"; }
  echo '/dev/vtbd0 on / (ufs, local)'
  echo 'devfs on /dev (devfs)'
}

"$self" "$@"
