#!/boot/culvert-lab/linux/bin/bash
# freebsd-ps.sh: ps(1) and pgrep(1), pkill(1). Kernel threads and what the lab itself runs are not shown.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-processes.sh

declare -A heads=([pid]=PID [ppid]=PPID [pgid]=PGID [sid]=SID [uid]=UID [user]=USER [etime]=ELAPSED [command]=COMMAND
  [args]=COMMAND [comm]=COMMAND [ucomm]=UCOMM [stat]=STAT [state]=STAT [tt]='TT ' [tty]='TT ' [time]=TIME [%cpu]=%CPU
  [%mem]=%MEM [vsz]=VSZ [rss]=RSS [pcpu]=%CPU [pmem]=%MEM [nice]=NI [jid]=JID [lstart]=STARTED [etimes]=ELAPSED
  [start]=STARTED [vsize]=VSZ [tdev]=TDEV)
left=' user command args comm ucomm stat state tt tty lstart '

ps() {
  local all='' terminal='' keys=() pids=() header=1 word key
  [ $# = 0 ] || [[ $1 == -* ]] || set -- "-$1" "${@:2}"
  while getopts :aAcdefHhjlM:mN:O:o:p:rSTt:U:uvwXxZ word; do
    case $word in
      a | A | x | w | c | d) all+=$word ;;
      u) keys=(user pid %cpu %mem vsz rss tt stat start time command) ;;
      j) keys=(user pid ppid pgid sid stat tt time command) ;;
      l) keys=(uid pid ppid nice vsz rss stat tt time command) ;;
      o) [ -n "$terminal" ] || keys=(); terminal=o; chosen_keys "$OPTARG" ;;
      p) read -r -a more <<<"${OPTARG//,/ }" && pids+=("${more[@]}") ;;
      ':' | '?') illegal "$OPTARG" ;;
      *) unknown "option -$word" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ $# = 0 ] || pids+=("$@")
  [ "${#keys[@]}" -gt 0 ] || keys=(pid tt stat time command)
  processes
  print_table
}

chosen_keys() { # LIST
  local key
  for key in ${1//,/ }; do
    if [[ $key == *=* ]]; then header='' key=${key%%=*}; fi
    [ -n "${heads[$key]-}" ] || { echo "ps: $key: keyword not found" >&2; exit 1; }
    keys+=("$key")
  done
}

illegal() { # LETTER
  echo "ps: illegal option -- $1" >&2
  echo 'usage: ps [--libxo] [-aCcdefHhjlmrSTuvwXxZ] [-O fmt | -o fmt]' >&2
  echo '          [-G gid[,gid...]] [-J jid[,jid...]] [-M core] [-N system]' >&2
  echo '          [-p pid[,pid...]] [-t tty[,tty...]] [-U user[,user...]]' >&2
  exit 1
}

wanted() { # PID
  if [ "${#pids[@]}" -gt 0 ]; then [[ " ${pids[*]} " == *" $1 "* ]]; return; fi
  [[ $all == *[xA]* ]] || [ "${p_tt[$1]}" != ' - ' ]
}

print_table() {
  local pid key n line cell widths=() rows=() found=1
  for n in "${!keys[@]}"; do widths[n]=${#heads[${keys[n]}]}; done
  for pid in "${p_all[@]}"; do
    wanted "$pid" || continue
    found=0
    for n in "${!keys[@]}"; do
      cell_of "$pid" "${keys[n]}"
      ((${#cell} <= widths[n])) || widths[n]=${#cell}
    done
    rows+=("$pid")
  done
  if [ -n "$header" ]; then print_row head; fi
  for pid in "${rows[@]}"; do print_row "$pid"; done
  exit "$found"
}

print_row() { # PID|head
  local n key line='' width
  for n in "${!keys[@]}"; do
    key=${keys[n]} width=${widths[n]}
    if [ "$1" = head ]; then cell=${heads[$key]}; else cell_of "$1" "$key"; fi
    if ((n == ${#keys[@]} - 1)) && [[ $left == *" $key "* ]]; then width=0; fi
    if [[ $left == *" $key "* ]]; then printf -v cell '%-*s' "$width" "$cell"; else printf -v cell '%*s' "$width" "$cell"; fi
    line+=" $cell"
  done
  printf '%s\n' "${line# }"
}

pgrep() { # OPTION..., PATTERN
  local full='' long='' exact='' signal=TERM pid word parent='' file='' found=1
  if [ "$self" = pkill ] && [[ ${1-} =~ ^-([A-Z]+|[0-9]+)$ ]]; then signal=${BASH_REMATCH[1]} && shift; fi
  while getopts :fF:ilnoP:qxu:U: word; do
    case $word in
      f) full=1 ;;
      F) read -r file <"$OPTARG" || exit 3 ;;
      l) long=1 ;;
      P) parent=$OPTARG ;;
      x) exact=1 ;;
      q) quiet=1 ;;
      *) unknown "option -$word" ;;
    esac
  done
  shift $((OPTIND - 1))
  processes
  for pid in "${p_all[@]}"; do
    if [ "$pid" = "$BASHPID" ] || [ "$pid" = $$ ]; then continue; fi
    [ -z "$parent" ] || [ "${p_ppid[$pid]}" = "$parent" ] || continue
    [ -z "$file" ] || [ "$file" = "$pid" ] || continue
    word=${p_comm[$pid]}
    [ -z "$full" ] || word=${p_command[$pid]}
    [[ -z ${1-} || $word =~ ${exact:+^}$1${exact:+\$} ]] || continue
    found=0
    if [ "$self" = pkill ]; then kill -s "$signal" "$pid"; continue; fi
    [ -z "${quiet-}" ] || continue
    if [ -n "$long" ]; then echo "$pid $word"; else echo "$pid"; fi
  done
  exit "$found"
}

case $self in ps) ps "$@" ;; *) pgrep "$@" ;; esac
