#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-process.sh: ps, pargs, kill, ctrun and truss: what concerns processes.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh

# One line a process: PID PPID UID STIME TTY TIME ARGUMENTS; Linux's own threads are not shown.
each_process() {
  local directory stat rest word uid name value
  local show=$1 list=("$linux"/proc/[0-9]*)
  if [ -n "${only:-}" ]; then
    read -r -a list <<<"$only"
    list=("${list[@]/#/"$linux/proc/"}")
  fi
  for directory in "${list[@]}"; do
    { read -r stat <"$directory/stat"; } 2>/dev/null || continue
    rest=${stat##*) }
    read -r -a word <<<"$rest"
    [[ ${word[1]} != 2 && ${stat%% *} != 2 ]] || continue
    uid=$EUID
    if [ ! -O "$directory" ]; then
      while read -r name value _; do [[ $name != Uid: ]] || { uid=$value && break; }; done <"$directory/status"
    fi
    comm=${stat#*\(} comm=${comm%\)*}
    words=()
    mapfile -d '' words <"$directory/cmdline" 2>/dev/null
    [ ${#words[@]} -gt 0 ] || words=("<defunct>")
    as_there
    "$show" "${stat%% *}" "${word[1]}" "$uid" "${word[19]}" "${word[0]}" "${word[2]}"
  done
}

# What the process was started as: without the interpreters of the personality.
as_there() {
  local text=${words[2]:-}
  case "${words[0]} ${words[1]:-}" in
    "$linux"/bin/*"ash "/*) words=("${words[@]:1}") ;;
    "$lab/busybox init") words=(/sbin/init) ;;
    "$lab/busybox "*) words=("${words[@]:1}") ;;
    sh\ -*)
      [[ $text == "echo() {"* ]] || return 0
      words[2]=${text#*unalias: not found\" >&2; return 1; \}; }
      [[ ${words[3]:-} != sh || ${#words[@]} != 4 ]] || unset "words[3]"
      ;;
  esac
}

user_of() { # UID: sets user
  local name _ uid
  user=${users[$1]:-}
  [ -z "$user" ] || return 0
  while IFS=: read -r name _ uid _; do users[$uid]=$name; done </etc/passwd
  user=${users[$1]:-$1}
}
users=()

show_full() { # PID, PPID, UID, TICKS
  local text="${words[*]}"
  user_of "$3"
  printf '%8s %5d %5d   0 %(%H:%M:%S)T ?           0:00 %s\n' "$user" "$1" "$2" $((N[boot] + $4 / 100)) "${text:0:80}"
}

show_short() { printf '%6d ?           0:00 %s\n' "$1" "$comm"; }

show_columns() { # PID, PPID, UID, TICKS, STATE, PGID
  local column line='' value
  [[ -z $only || " $only " == *" $1 "* ]] || return 0
  found=yes
  for column in ${columns//,/ }; do
    case ${column%=} in
      pid) printf -v value %5d "$1" ;;
      ppid) printf -v value %5d "$2" ;;
      pgid) printf -v value %5d "$6" ;;
      uid) printf -v value %5d "$3" ;;
      user) user_of "$3" && printf -v value %8s "$user" ;;
      s) value=${5/D/S} ;;
      comm) value=${words[0]} ;;
      fname) value=${comm:0:8} ;;
      stime) printf -v value '%(%H:%M:%S)T' $((N[boot] + $4 / 100)) ;;
      args) value="${words[*]}" && value=${value:0:80} ;;
      zone) value=global ;;
      etime) elapsed "$4" ;;
      time) value='00:00' ;;
      tty) value='?' ;;
      *) unknown "the column $column" ;;
    esac
    line+=${line:+ }$value
  done
  echo "$line"
}

# [[days-]hours:]minutes:seconds since it was started.
elapsed() { # TICKS: sets value
  local seconds
  read -r seconds _ <"$linux/proc/uptime"
  seconds=$((${seconds%.*} - $1 / 100))
  printf -v value '%02d:%02d' $((seconds % 3600 / 60)) $((seconds % 60))
  ((seconds < 3600)) || printf -v value '%02d:%s' $((seconds % 86400 / 3600)) "$value"
  ((seconds < 86400)) || value=$((seconds / 86400))-$value
  printf -v value '%11s' "$value"
}

ps_header() {
  local column line=''
  [[ $columns != *=* ]] || return 0
  for column in ${columns//,/ }; do
    case $column in
      pid | ppid | pgid | uid) printf -v column %5s "${column^^}" ;;
      user) column='    USER' ;;
      comm | args) column=COMMAND ;;
      etime) column='    ELAPSED' ;;
      *) column=${column^^} ;;
    esac
    line+=${line:+ }$column
  done
  echo "$line"
}

# Of several -o each adds columns; a heading is only left out when every column has an empty one.
ps() {
  local OPTIND=1 option columns='' full='' every='' only='' found=''
  while getopts :efAo:p: option; do
    case $option in
      e | A) every=yes ;;
      f) full=yes ;;
      o) columns+=${columns:+,}$OPTARG ;;
      p) only=${OPTARG//,/ } ;;
      :) say "ps: option requires an argument -- $OPTARG" && exit 1 ;;
      *)
        [[ $OPTARG != [acdjlLPyZgnstuUGz] ]] || unknown "-$OPTARG"
        say "ps: illegal option -- $OPTARG" && exit 1
        ;;
    esac
  done
  [ $# -ge "$OPTIND" ] && unknown "the argument ${!OPTIND}"
  [[ -n $every$only ]] || unknown 'the processes of one terminal'
  if [ -n "$columns" ]; then
    ps_header
    each_process show_columns
  elif [ -n "$only" ]; then
    columns=pid,s,fname
    echo '   PID TTY         TIME CMD'
    each_process show_only
  elif [ -n "$full" ]; then
    echo '     UID   PID  PPID   C    STIME TTY         TIME CMD'
    each_process show_full
    found=yes
  else
    echo '   PID TTY         TIME CMD'
    each_process show_short
    found=yes
  fi
  [ -n "$found" ]
}

show_only() { # PID
  [[ " $only " == *" $1 "* ]] || return 0
  found=yes
  if [ -n "$full" ]; then show_full "$@"; else show_short "$@"; fi
}

pargs() {
  local index
  [[ ${1:-} =~ ^[0-9]+$ && $# = 1 ]] || unknown "pargs $*"
  [ -r "$linux/proc/$1/cmdline" ] || { say "pargs: cannot examine $1: no such process" && exit 1; }
  mapfile -d '' words <"$linux/proc/$1/cmdline"
  printf '%s:\t%s\n' "$1" "${words[*]}"
  for ((index = 0; index < ${#words[@]}; index++)); do printf 'argv[%d]: %s\n' $index "${words[index]}"; done
}

# People ask it for the time.
truss() {
  [ "$*" = date ] || [ "$*" = /usr/bin/date ] || unknown "truss $*"
  printf 'execve("/usr/bin/date", 0x08047E50, 0x08047E58)  argc = 1\ntime()\t\t\t\t\t\t= %(%s)T\n' -1 >&2
  exec /usr/bin/date
}

# shellcheck source=/dev/null
. "$lab/system/solaris-contract.sh"
load
case ${0##*/} in
  kill) kill "$@" ;;
  *) "${0##*/}" "$@" ;;
esac
