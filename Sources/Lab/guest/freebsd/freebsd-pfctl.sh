#!/boot/culvert-lab/linux/bin/bash
# freebsd-pfctl.sh: pfctl(8), as far as somebody needs who clamps the MSS of TCP: options, what they do and in which
# order, by main() of pfctl.c [S 8, 13.2, 15.1]. Where nothing else is said it is the same on all three.
#
# What is told of success goes to standard error there, too; only what -s and -v show goes to standard output.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common pf-kernel pf-lex pf-load pf-names pf-packets pf-rule pf-rules pf-show; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
shopt -s extglob
shows=(nat queue rules Anchors Sources states info Interfaces labels timeouts memory Tables osfp)
clears=(nat queue rules Sources states info Tables osfp all)
options=a:AdD:eqf:F:ghi:k:K:mnNOo:p:rRs:t:T:vx:z
if since 13; then shows+=(Running) options+=MP; fi
shows+=(all)
if since 15; then shows=(ethernet "${shows[@]}" creatorids) clears+=(ethernet Reset) options+=S; fi

usage() {
  if since 13; then
    cat >&2 <<END
usage: pfctl [-AdeghMmNnOPqR$(if since 15; then echo S; fi)rvz] [-a anchor] [-D macro=value] [-F modifier]
	[-f file] [-i interface] [-K host | network]
	[-k host | network | gateway | label | id] [-o level] [-p device]
	[-s modifier] [-t table -T command [address ...]] [-x level]
END
  else
    cat >&2 <<'END'
usage: pfctl [-AdeghmNnOqRrvz] [-a anchor] [-D macro=value] [-F modifier]
	[-f file] [-i interface] [-K host | network]
	[-k host | network | label | id] [-o level] [-p device]
	[-s modifier] [-t table -T command [address ...]] [-x level]
END
  fi
  exit 1
}

# The first modifier that begins so, in `modifier`. [S pfctl_lookup_option()]
modifier() { # show|flush, WORD, MODIFIER...
  local kind=$1 word=$2
  shift 2
  for modifier; do [[ -z $word || $modifier != "$word"* ]] || return 0; done
  complain "Unknown $kind modifier '$word'"
  usage
}

read_options() {
  local option
  while getopts ":$options" option; do
    case $option in
      a) anchor=$OPTARG ;;
      d) disable=1 writes=1 ;;
      e) enable=1 writes=1 ;;
      q) quiet=1 ;;
      n) no_action=1 ;;
      v) [ -z "$verbose" ] || unknown -vv; verbose=1 ;;
      f) from=$OPTARG writes=1 ;;
      F) modifier flush "$OPTARG" "${clears[@]}" && clear=$modifier writes=1 ;;
      s) modifier show "$OPTARG" "${shows[@]}" && show=$modifier ;;
      h) usage ;;
      '?') complain "illegal option -- $OPTARG" && usage ;;
      :) complain "option requires an argument -- $OPTARG" && usage ;;
      *) unknown "option -$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ $# = 0 ] || { complain "unknown command line argument: $1 ..." && usage; }
}

check_anchor() {
  if [ -z "$anchor" ]; then
    since 15 || unknown "-a ''"
    complain 'anchor name must not be empty' && exit 1
  fi
  if since 15 && [ -z "$writes$show" ]; then
    complain 'anchors apply to -f, -F, -s, and -T only'
    usage
  fi
  if [[ -n $from$clear && /$anchor == */_* ]]; then
    complain "anchor names beginning with '_' cannot be modified from the command line" && exit 1
  fi
  check_name "$anchor"
  [[ $anchor != *'*' ]] || unknown "-a $anchor"
}

# Without the module there is no device; 15.1 wants one even where nothing is to be done.
open_device() {
  local why=
  [ -e /dev/pf ] || why='No such file or directory'
  [ -n "$why" ] || root || why='Permission denied'
  if [ -z "$no_action" ]; then
    [ -z "$why" ] || { complain "/dev/pf: $why" && exit 1; }
    no_altq
    pf_read_status
  else
    disable='' enable='' clear='' show=''
    if [ -n "$why" ] && since 15; then complain "Failed to open netlink: $why" && exit 1; fi
  fi
}

# GENERIC has no ALTQ. [S pfctl_test_altqsupport(); amd64's GENERIC of 8, 13.2 and 15.1]
no_altq() {
  if since 13; then [ -n "$verbose" ]; else [ -z "$quiet" ]; fi || return 0
  printf '%s\n' 'No ALTQ support in kernel' 'ALTQ related functions disabled' >&2
}

tell() { [ -n "$quiet" ] || echo "$*" >&2; }

disable() {
  ((running)) || { complain 'pf not enabled' && exit 1; }
  pf_status 0 "$EPOCHSECONDS"
  pf_apply
  tell 'pf disabled'
}

enable() {
  ((!running)) || { complain 'pf already enabled' && exit 1; }
  pf_status 1 "$EPOCHSECONDS"
  pf_apply
  tell 'pf enabled'
}

status=0 anchor='' disable='' enable='' quiet='' no_action='' verbose='' from='' clear='' show='' writes=''
[ $# -gt 0 ] || usage
read_options "$@"
[[ " $* " != *' -a'* ]] || check_anchor
open_device
[ -z "$writes" ] || lock
[ -z "$disable" ] || disable
[ -z "$show" ] || show "$show"
[ -z "$clear" ] || clear "$clear"
[ -z "$from" ] || load_rules "$from"
[ -z "$enable" ] || enable
exit "$status"
