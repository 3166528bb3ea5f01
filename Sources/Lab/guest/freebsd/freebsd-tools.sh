#!/boot/culvert-lab/linux/bin/dash
# freebsd-tools.sh: small commands that Linux spells otherwise: date, mktemp, install, ping, lockf, which, fsync,
# freebsd-version, shutdown, logger.
# shellcheck shell=dash
name=${0##*/}
PATH=/boot/culvert-lab/linux/bin:/boot/culvert-lab/linux/sbin:$PATH

unplayed() {
  echo "culvert-lab: $name: $*: the personality does not know this" >&2
  echo "$name: $*: the personality does not know this" >>/var/log/personality
  exit 70
}

illegal() {
  echo "$name: illegal option -- $OPTARG" >&2
  [ "$name" != date ] || cat >&2 <<'END'
usage: date [-jnRu] [-I[date|hours|minutes|seconds]] [-f input_fmt]
            [-r filename|seconds] [-v[+|-]val[y|m|w|d|H|M|S]]
            [[[[[[cc]yy]mm]dd]HH]MM[.SS] | new_date] [+output_fmt]
END
  exit 1
}

date_() {
  local when=
  while getopts :jnRuI:r:v:f: option; do
    case $option in
      j | n) ;;
      u) export TZ=UTC0 ;;
      R) set -- "$@" -R ;;
      r) if [ -e "$OPTARG" ]; then when=$(stat -c @%Y "$OPTARG"); else when=@$OPTARG; fi ;;
      '?') illegal ;;
      *) unplayed "-$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  case ${1-} in
    + | +*) exec date ${when:+-d "$when"} "$1" ;;
    '') exec date ${when:+-d "$when"} '+%a %b %e %H:%M:%S %Z %Y' ;;
  esac
  unplayed "$*"
}

mktemp_() {
  local flags='' prefix='' where=
  while getopts :dp:qt:u option; do
    case $option in
      d | q | u) flags="$flags -$option" ;;
      p) [ -e /sbin/sha256sum ] || illegal; where=$OPTARG ;;
      t) prefix=$OPTARG ;;
      *) illegal ;;
    esac
  done
  shift $((OPTIND - 1))
  # shellcheck disable=SC2086 # the flags are words
  if [ -n "$prefix" ]; then exec mktemp $flags "${TMPDIR:-/tmp}/$prefix.XXXXXXXX"; fi
  if [ $# = 0 ]; then
    echo 'usage: mktemp [-d] [-p tmpdir] [-q] [-t prefix] [-u] template ...' >&2
    echo '       mktemp [-d] [-p tmpdir] [-q] [-u] -t prefix' >&2
    exit 1
  fi
  # shellcheck disable=SC2086 # the flags are words
  for template; do mktemp $flags "${where:+$where/}$template" || exit 1; done
}

install_() {
  local flags=
  while getopts :bB:CcdD:f:g:h:l:M:m:N:o:pSsT:Uv option; do
    case $option in
      b | C | c | d | p | s | v) flags="$flags -$option" ;;
      g | m | o) flags="$flags -$option $OPTARG" ;;
      S) ;;
      '?') illegal ;;
      *) unplayed "-$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  # shellcheck disable=SC2086 # the flags are words
  exec install $flags -- "$@"
}

# -t is the time for all of it; -W is in milliseconds.
ping_() {
  local flags=
  while getopts :c:fi:nqS:s:t:W:o option; do
    case $option in
      c | i | s) flags="$flags -$option $OPTARG" ;;
      n | q) flags="$flags -$option" ;;
      o) flags="$flags -c 1" ;;
      S) flags="$flags -I $OPTARG" ;;
      t) flags="$flags -w $OPTARG" ;;
      W) flags="$flags -W $(((OPTARG + 999) / 1000))" ;;
      *) unplayed "-$option$OPTARG" ;;
    esac
  done
  shift $((OPTIND - 1))
  # shellcheck disable=SC2086 # the flags are words
  ping $flags "$@" && exit
  # No answer is 2 there.
  exit 2
}

lockf_() {
  local wait='' keep='' silent=
  while getopts :knst:w option; do
    case $option in
      k) keep=1 ;;
      s) silent=1 ;;
      t) wait=$OPTARG ;;
      *) unplayed "-$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  local file=$1
  shift
  exec 9>>"$file"
  case $wait in '') flock 9 ;; 0) flock -n 9 ;; *) flock -w "$wait" 9 ;; esac || {
    [ -n "$silent" ] || echo "lockf: $file: already locked" >&2
    exit 75
  }
  "$@" 9>&-
  local status=$?
  [ -n "$keep" ] || rm -f "$file"
  exit "$status"
}

which_() {
  local status=0 word
  for word; do
    (PATH=${PATH#*:*:} command -v "$word") || status=1
  done
  exit "$status"
}

version() {
  local release
  release=$(/usr/bin/uname -r)
  [ $# -gt 0 ] || echo "$release"
  while getopts :kru option; do
    case $option in k | r | u) echo "$release" ;; *) illegal ;; esac
  done
}

shutdown_() {
  case "$*" in
    '-r now' | '-r +0') exec /sbin/reboot ;;
    '-p now' | '-h now' | '-p +0') exec /sbin/poweroff ;;
    *) unplayed "$*" ;;
  esac
}

logger_() {
  local tag=${LOGNAME:-root}
  while getopts :46Af:h:ip:P:S:st: option; do
    case $option in
      t) tag=$OPTARG ;;
      i | p | s | A | 4 | 6) ;;
      *) unplayed "-$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ ! -w /var/log/messages ] || date "+%b %e %H:%M:%S $(/bin/hostname -s) $tag: $*" >>/var/log/messages
}

case $name in
  date) date_ "$@" ;;
  mktemp) mktemp_ "$@" ;;
  install) install_ "$@" ;;
  ping) ping_ "$@" ;;
  lockf) lockf_ "$@" ;;
  which) which_ "$@" ;;
  fsync) exec sync "$@" ;;
  freebsd-version) version "$@" ;;
  shutdown) shutdown_ "$@" ;;
  logger) logger_ "$@" ;;
esac
