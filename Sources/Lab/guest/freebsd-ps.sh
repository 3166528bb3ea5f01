#!/boot/culvert-lab/linux/bin/bash
# freebsd-ps.sh: ps(1), from the guest's own processes without the kernel's (bin/ps/keyword.c for headings and widths).
# shellcheck disable=SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh
shopt -s nullglob

columns=pid,tt,stat,time,command every='' heading=yes
declare -A only=()

fields() { # WORDS
  columns=${1//[[:space:]]/,}
  [[ $columns != *=* ]] || { [[ $columns =~ ^[a-z]+=$ ]] || unknown "-o $1"; columns=${columns%=}; heading=''; }
}

# The old form without a dash is the same with one.
[[ ${1:-} == -* ]] || [ $# = 0 ] || set -- "-$1" "${@:2}"
while getopts :AaeHho:p:uwx option; do
  case $option in
    [Aax]) every=yes ;;
    w) ;;
    o) fields "$OPTARG" ;;
    p) for pid in ${OPTARG//,/ }; do only[$pid]=1; done ;;
    u) columns=user,pid,stat,time,command ;;
    *) unknown "-${OPTARG:-$option}" ;;
  esac
done
shift $((OPTIND - 1))
[ $# = 0 ] || unknown "$*"
[ -n "$every" ] || ((${#only[@]})) || unknown 'the processes of a terminal'

text() { # COLUMN; what a process has there, in `cell`, with the width that the column has in `width`
  width=5
  case $1 in
    pid) cell=$pid ;;
    ppid) cell=$parent ;;
    pgid) cell=$group ;;
    sid) cell=$session ;;
    uid) cell=$uid ;;
    user) cell=$user width=-8 ;;
    stat | state) cell=$mode width=-4 ;;
    tt) cell=- width=-3 ;;
    time) cell=0:00.00 width=9 ;;
    comm | ucomm) cell=$short width=-16 ;;
    command | args) cell=$words width=-0 ;;
    *) unknown "-o $1" ;;
  esac
}

print() { # COLUMN...
  local line='' column last=${!#}
  for column; do
    if [ -n "$titles" ]; then text "$column" && cell=${column^^}; else text "$column"; fi
    [ "$column" = "$last" ] && ((width < 0)) && width=-0
    printf -v cell "%${width}s" "$cell"
    line+="${line:+ }$cell"
  done
  echo "$line"
}

IFS=, read -ra chosen <<<"$columns"
pid='' parent='' group='' session='' uid='' user='' mode='' short='' words='' titles=$heading
[ -z "$heading" ] || print "${chosen[@]}"
titles='' found=''
for directory in "$lab"/proc/[0-9]*; do
  pid=${directory##*/}
  ((${#only[@]} == 0)) || [ -n "${only[$pid]:-}" ] || continue
  { read -r line <"$directory/stat"; } 2>/dev/null || continue
  short=${line#*\(} short=${short%%\)*}
  read -r mode parent group session _ <<<"${line##*\) }"
  mapfile -d '' -t argv 2>/dev/null <"$directory/cmdline" || continue
  words="${argv[*]}"
  # The kernel's own have none; FreeBSD's are others.
  [ -n "$words" ] || [ "$mode" = Z ] || continue
  [ -n "$words" ] || words="<defunct>"
  while read -r key uid _; do [ "$key" != Uid: ] || break; done <"$directory/status" 2>/dev/null
  user=$uid
  [ "$uid" != 0 ] || user=root
  print "${chosen[@]}"
  found=yes
done
[ -n "$found" ]
