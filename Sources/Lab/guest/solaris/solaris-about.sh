#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-about.sh: digest, id, who, uptime, psrinfo, df and logger: what files and the machine are like.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh

# [S digest.c]: bare, unless there are several files or -v.
digest() {
  local OPTIND=1 option algorithm='' verbose='' list='' file sum status=0
  while getopts :lva: option; do
    case $option in
      l) list=yes ;;
      v) verbose=yes ;;
      a) algorithm=$OPTARG ;;
      *) digest_usage ;;
    esac
  done
  [[ -n $algorithm || -n $list ]] || digest_usage
  [[ -z $list || $# = 1 ]] || digest_usage
  if [ -n "$list" ]; then
    printf '%s\n' sha1 md5 sha256 sha384 sha512
    return
  fi
  has 'sha1 md5 sha256 sha384 sha512' "$algorithm" || die "digest: unknown algorithm -- $algorithm"
  shift $((OPTIND - 1))
  [ $# -gt 0 ] || set -- -
  for file; do
    [ "$file" = - ] || [ -r "$file" ] || { say "digest: can not open input file $file" && status=2 && continue; }
    if [ "$file" = - ]; then read -r sum _ < <("${algorithm}sum"); else read -r sum _ < <("${algorithm}sum" <"$file"); fi
    [ -z "$verbose" ] || printf '%s ' "$algorithm"
    [[ $# -le 1 && -z $verbose || $file == - ]] || printf '(%s) = ' "$file"
    echo "$sum"
  done
  exit $status
}

digest_usage() {
  say 'Usage:'
  say '  digest -l | [-v] -a <algorithm> [file...]'
  exit 2
}

# /usr/bin/id has only -a and -p [S].
id() {
  local word all='' user=''
  for word; do
    case $word in
      -a) all=yes ;;
      -p) unknown 'projects' ;;
      -*)
        say "id: illegal option -- ${word:1:1}"
        say 'Usage: id [-ap] [user]'
        exit 2
        ;;
      *) user=$word ;;
    esac
  done
  word=$("$linux/bin/id" ${user:+"$user"} 2>/dev/null) || die "id: invalid user name: \"$user\""
  if [ -n "$all" ]; then echo "$word"; else echo "${word%% groups=*}"; fi
}

who() {
  case "$*" in
    -b) printf '   .       system boot  %(%b %e %H:%M)T\n' "${N[boot]}" ;;
    -r) printf '   .       run-level 3  %(%b %e %H:%M)T     3      0  S\n' "${N[boot]}" ;;
    *) unknown "who $*" ;;
  esac
}

seconds_up() { # sets up, such as 12.34
  read -r up _ <"$linux/proc/uptime"
}

uptime() {
  local up days
  [ $# = 0 ] || unknown "uptime $*"
  seconds_up
  up=${up%.*}
  days=$((up / 86400))
  ((days > 0)) && days="$days day(s), " || days=''
  printf '%(%I:%M)T  up %s%d:%02d,  1 user,  load average: 0.01, 0.01, 0.01\n' -1 "$days" $((up % 86400 / 3600)) \
    $((up % 3600 / 60))
}

psrinfo() {
  [ $# = 0 ] || unknown "psrinfo $*"
  printf '0\ton-line   since %(%m/%d/%Y %H:%M:%S)T\n' "${N[boot]}"
}

# -k in kilobytes.
df() {
  local path=/ size used free percent blocks available unit type device=/dev/dsk/c0d0s0 place=/
  [ "${1:-}" = -k ] || unknown "df $*"
  shift
  [ $# -le 1 ] || unknown "df of several"
  path=${1:-/}
  [ -e "$path" ] || die "df: ($path ) not a block device, directory or mounted resource"
  read -r unit blocks free available type < <(stat -f -c '%S %b %f %a %T' "$path")
  [ "$type" != tmpfs ] || device=swap
  [[ $type != tmpfs || $path != /tmp* ]] || place=/tmp
  [[ $type != tmpfs || $path != /var/run* ]] || place=/var/run
  size=$((blocks * unit / 1024)) used=$(((blocks - free) * unit / 1024)) free=$((available * unit / 1024))
  percent=$((used * 100 / (used + free)))
  echo 'Filesystem            kbytes    used   avail capacity  Mounted on'
  printf '%-20s %7d %7d %7d %5d%%    %s\n' "$device" "$size" "$used" "$free" "$percent" "$place"
}

logger() {
  local OPTIND=1 option tag=root priority=user.notice
  while getopts :t:p:i option; do
    case $option in
      t) tag=$OPTARG ;;
      p) priority=$OPTARG ;;
      i) tag+="[$$]" ;;
      *) say "logger: illegal option -- $OPTARG" && exit 1 ;;
    esac
  done
  shift $((OPTIND - 1))
  printf '%(%b %e %H:%M:%S)T %s %s: [ID 702911 %s] %s\n' -1 "$(</etc/nodename)" "$tag" "$priority" "$*" >>/var/adm/messages
}

load
"${0##*/}" "$@"
