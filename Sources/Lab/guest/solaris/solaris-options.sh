# shellcheck shell=dash
# shellcheck disable=SC2154
# shellcheck disable=SC2034 # the variables are read by solaris-strict.sh
# solaris-options.sh, sourced by solaris-strict.sh: the option letters of Solaris 10's commands [M of its manual pages; S for
# grep, id, mktemp], as getopts takes them; `differs` are those that mean something else on Linux, or that it has not.
table() {
  differs=
  case $kind/$name in
    */cat) letters=usvtebn differs=s ;;
    */chgrp | */chown) letters=fhR ;;
    */chmod) letters='fR' refusal=1 ;;
    */cp) letters=fiprRHLP ;;
    */cut) letters=b:c:d:f:ns ;;
    */diff) letters=bitwcefhnlrsuD:C:S:U: differs=h ;;
    */du) letters=adkLorsxh differs=dor ;;
    */ln) letters=fns ;;
    */ls) letters=RadC1xmnlogrtucpFbqisfHLeEvVAh differs=eEvV ;;
    */mkdir) letters=m:p ;;
    */mktemp) letters=dqtup: refusal=1 ;;
    */mv) letters='fi' ;;
    */od) letters=bcCdDfFoOsSvxXt:A:j:N: differs=CDFOSX ;;
    */rm) letters=fiRr ;;
    */rmdir) letters=ps differs=s ;;
    */sort) letters=cmuo:T:S:t:k:dfiMnrby:z: differs=yz ;;
    */split) letters=l:a:b: ;;
    */tee) letters=ai ;;
    */touch) letters=acmfr:t: ;;
    */uniq) letters=cduf:s: ;;
    usr/grep) letters=hblcnsviyw ;;
    xpg4/grep) letters=EFclqe:f:bhinsvwx ;;
    usr/egrep) letters=bce:f:hilnsv ;;
    usr/fgrep) letters=bce:f:hilnsvx ;;
    xpg4/?grep) letters=bce:f:hilnqsvx ;;
  esac
}

# find's primaries, and how many arguments each takes.
check_find() {
  letters='H | -L] path-list predicate-list' refusal=1
  find_path "$@"
  local skip=0 word place=0
  for word; do
    if [ "$skip" -gt 0 ]; then skip=$((skip - 1)) && continue; fi
    if [ "$skip" -lt 0 ]; then
      case $word in ';' | '+') skip=0 ;; esac
      continue
    fi
    case $word in
      -exec | -ok) skip=-1 ;;
      -atime | -ctime | -mtime | -name | -newer | -perm | -size | -type | -user | -group | -inum | -links | -fstype)
        skip=1
        ;;
      -depth | -follow | -ls | -mount | -xdev | -nogroup | -nouser | -print | -prune | -a | -o) ;;
      -H | -L) [ "$place" = 0 ] || find_refuses "$word" ;;
      -cpio | -ncpio | -local | -xattr | -acl) unknown "$word" ;;
      -*) find_refuses "$word" ;;
    esac
    place=$((place + 1))
  done
  start "$@"
}

find_refuses() { # WORD
  echo "find: bad option $1" >&2
  echo 'find: [-H | -L] path-list predicate-list' >&2
  exit 1
}

# Without a path there is nothing to do.
find_path() {
  while :; do case ${1:-} in -H | -L) shift ;; *) break ;; esac; done
  case ${1:--} in -* | '(' | '!')
    echo 'find: [-H | -L] path-list predicate-list' >&2
    exit 1
    ;;
  esac
}

check_xargs() {
  local word
  for word; do
    case $word in
      -[0rPdao]* | --*) illegal "${word#-}" ;;
      -[tpx]) ;;
      -[eEIiLlns] | -[eEIiLlns]*) ;;
      *) break ;;
    esac
  done
  start "$@"
}

# With -f, -l shows the arguments too.
check_pgrep() {
  letters=flvxnod:P:g:s:u:U:G:t: refusal=2
  local full='' long='' option
  while getopts ":$letters" option; do
    case $option in
      '?') case $OPTARG in [zJTc]) unknown "-$OPTARG" ;; *) illegal "$OPTARG" ;; esac ;;
      f) full=yes ;;
      l) long=yes ;;
    esac
  done
  [ "$name$full$long" != pgrepyesyes ] || set -- -a "$@"
  run "$@"
}
check_pkill() {
  case ${1:-} in -[A-Z]* | -[0-9]*) run "$@" ;; esac
  check_pgrep "$@"
}

# Whole seconds only, before illumos [M].
check_sleep() {
  if [ "$system" = solaris10 ]; then
    case ${1:-} in "" | *[!0-9]*) echo "sleep: bad character in argument" >&2 && exit 2 ;; esac
  fi
  run "$@"
}

check_stty() {
  case ${1:-} in -F* | --*) illegal "${1#-}" ;; esac
  run "$@"
}
