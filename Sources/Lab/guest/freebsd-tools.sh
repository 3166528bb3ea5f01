#!/boot/culvert-lab/linux/bin/lksh
# shellcheck shell=dash
# freebsd-tools.sh, called by the name of a command: stat(1), date(1), sed(1), fsync(1), sha256(1), md5(1) and daemon(8),
# whose options are others than Linux's. From their manual pages and sources (usr.bin/stat, bin/date, usr.bin/sed,
# usr.bin/fsync, sbin/md5, usr.sbin/daemon of 13.2); the texts of errors that the transcripts do not show are less
# certain than the rest. It is dash's language, run by lksh, which starts fastest.
name=${0##*/}
lab=/boot/culvert-lab
linux=$lab/linux/bin

unknown() { # WHAT
  echo "culvert-lab: $name: the personality does not know $1" >&2
  echo "$name: the personality does not know $1" >>/var/log/personality
  exit 70
}

illegal() { # LETTER, USAGE
  echo "$name: illegal option -- $1" >&2
  echo "usage: $2" >&2
  exit 1
}

# stat [-Lnqs] -f FORMAT FILE...
stat_usage='stat [-FLnq] [-f format | -l | -r | -s | -x] [-t timefmt] [file ...]'
play_stat() {
  format='' follow='' quiet='' end='
'
  while getopts :FHLnqf:lrst:x option; do
    case $option in
      f) format=$OPTARG ;;
      L) follow=-L ;;
      n) end='' ;;
      q) quiet=yes ;;
      '?') illegal "$OPTARG" "$stat_usage" ;;
      *) unknown "-$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ -n "$format" ] || unknown 'its output without -f'
  status=0
  for file; do
    # shellcheck disable=SC2086 # an option or nothing
    if line=$(LC_ALL=C $linux/stat $follow -c '%f %u %g %s %Y %i %h %U %G %A' -- "$file" 2>/dev/null); then
      # shellcheck disable=SC2086 # ten words
      print_stat "$file" $line
    else
      [ -n "$quiet" ] || echo "stat: $file: stat: No such file or directory" >&2
      status=1
    fi
  done
  exit "$status"
}

# print_stat FILE MODE UID GID SIZE MTIME INODE LINKS USER GROUP LETTERS
print_stat() {
  rest=$format text=''
  mode=$((0x$2))
  while [ -n "$rest" ]; do
    case $rest in
      %%*) text="$text%" rest=${rest#%%} ;;
      %Lp*) text="$text$(printf %o $((mode & 511)))" rest=${rest#%Lp} ;;
      %OLp*) text="$text$(printf %03o $((mode & 511)))" rest=${rest#%OLp} ;;
      %Mp*) text="$text$((mode >> 9 & 7))" rest=${rest#%Mp} ;;
      %p*) text="$text$(printf %o $mode)" rest=${rest#%p} ;;
      %Su*) text="$text$9" rest=${rest#%Su} ;;
      %Sg*) text="$text${10}" rest=${rest#%Sg} ;;
      %Sp*) text="$text${11}" rest=${rest#%Sp} ;;
      %u*) text="$text$3" rest=${rest#%u} ;;
      %g*) text="$text$4" rest=${rest#%g} ;;
      %z*) text="$text$5" rest=${rest#%z} ;;
      %m*) text="$text$6" rest=${rest#%m} ;;
      %i*) text="$text$7" rest=${rest#%i} ;;
      %l*) text="$text$8" rest=${rest#%l} ;;
      %N*) text="$text$1" rest=${rest#%N} ;;
      %*) unknown "-f '$format'" ;;
      *) text="$text${rest%"${rest#?}"}" rest=${rest#?} ;;
    esac
  done
  printf '%s%s' "$text" "$end"
}

# date [-u] [-j] [-R] [-r SECONDS] [+FORMAT]; setting the clock, -f and -v are not played.
date_usage='date [-jnRu] [-d dst] [-r seconds] [-t west] [-v[+|-]val[ymwdHMS]] ...'
play_date() {
  at='' zone='' form=''
  # Not by getopts: a ksh takes + for the beginning of options.
  while [ $# -gt 0 ]; do
    case $1 in
      -[jn]) ;;
      -u) zone=-u ;;
      -R) form=-R ;;
      -r) at=${2-} && shift ;;
      -[dftv]*) unknown "$1" ;;
      -?*) illegal "${1#-}" "$date_usage" ;;
      *) break ;;
    esac
    shift
  done
  case ${1-+} in +*) ;; *) unknown "setting the clock" ;; esac
  case $at in *[!0-9]*) unknown "-r $at" ;; esac
  # shellcheck disable=SC2086 # options or nothing
  exec $linux/date $zone $form ${at:+-d "@$at"} "$@"
}

# -i wants an argument: what comes after it, if it is not empty, is the ending of the old file's copy.
play_sed() {
  words=$# inplace='' ended=''
  while [ "$words" -gt 0 ]; do
    word=$1
    shift
    words=$((words - 1))
    case $ended$word in
      -i | -I)
        [ "$words" -gt 0 ] || { echo "sed: option requires an argument -- ${word#-}" >&2; exit 1; }
        inplace=-i$1
        shift
        words=$((words - 1))
        continue
        ;;
      -i*) inplace=$word && continue ;;
      -- | --*) [ "$word" = -- ] || illegal - 'sed script [-EHalnru] [-i extension] [file ...]' ;;
      -[Ealnru]) ;;
      -e | -f)
        set -- "$@" "$word" "${1-}"
        shift
        words=$((words - 1))
        continue
        ;;
      -?*) unknown "$word" ;;
    esac
    set -- "$@" "$word"
  done
  # shellcheck disable=SC2086 # an option or nothing
  exec $linux/sed ${inplace:+"$inplace"} "$@"
}

play_fsync() {
  [ $# -gt 0 ] || { echo 'usage: fsync file ...' >&2; exit 64; }
  status=0
  for file; do
    if [ ! -e "$file" ]; then
      echo "fsync: open $file: No such file or directory" >&2
      status=66
    else
      $linux/sync "$file" || status=74
    fi
  done
  exit "$status"
}

# sha256 [-q] [-r] [-s TEXT] [FILE...]
play_digest() { # SUM, NAME, ARGUMENT...
  sum=$linux/$1 title=$2 form=''
  shift 2
  while getopts :qrs: option; do
    case $option in
      q | r) form=$option ;;
      s) printf %s "$OPTARG" | $sum | { read -r hex _ && echo "$hex"; } && exit ;;
      *) unknown "-${OPTARG:-$option}" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ $# -gt 0 ] || { $sum | { read -r hex _ && echo "$hex"; } && exit; }
  status=0
  for file; do
    if [ -r "$file" ]; then
      hex=$($sum <"$file") && hex=${hex%% *}
      case $form in q) echo "$hex" ;; r) echo "$hex $file" ;; *) echo "$title ($file) = $hex" ;; esac
    else
      echo "$name: $file: No such file or directory" >&2
      status=1
    fi
  done
  exit "$status"
}

# daemon [-cf] [-p PIDFILE] COMMAND...: a session of its own; with a PIDFILE one at a time.
play_daemon() {
  redirect='' pidfile=''
  while getopts :cfp: option; do
    case $option in
      c) cd / || exit 1 ;;
      f) redirect=yes ;;
      p) pidfile=$OPTARG ;;
      *) unknown "-${OPTARG:-$option}" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ $# -gt 0 ] || unknown 'no command'
  if [ -n "$pidfile" ] && read -r pid 2>/dev/null <"$pidfile" && kill -0 "$pid" 2>/dev/null; then
    echo "daemon: process already running, pid: $pid" >&2
    exit 3
  fi
  if [ -n "$redirect" ]; then exec </dev/null >/dev/null 2>&1; fi
  if [ -z "$pidfile" ]; then exec $linux/setsid -f "$@"; fi
  # shellcheck disable=SC2016 # for the shell that is started
  exec $linux/setsid -f $linux/dash -c '"$@" & echo $! >"$0"; wait; rm -f "$0"' "$pidfile" "$@"
}

case $name in
  sha256) play_digest sha256sum SHA256 "$@" ;;
  md5) play_digest md5sum MD5 "$@" ;;
  *) "play_$name" "$@" ;;
esac
