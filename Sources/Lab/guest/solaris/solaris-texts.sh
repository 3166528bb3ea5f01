# shellcheck shell=dash
# shellcheck disable=SC2034,SC2154
# solaris-texts.sh, sourced by solaris-strict.sh: what is not an option but a language of its own.

# GNU's extensions of basic regular expressions are ordinary characters on Solaris; who uses them, relies on GNU.
gnu_expression() { # EXPRESSION
  case $1 in
    *'\+'* | *'\?'* | *'\|'* | *'\w'* | *'\W'* | *'\s'* | *'\S'* | *'\b'* | *'\t'*) unknown "GNU's expression $1" ;;
  esac
}

check_grep() {
  local option OPTIND=1 list='' extended=
  [ "$name" = grep ] || extended=yes
  while getopts ":$letters" option; do
    case $option in
      '?') illegal "$OPTARG" ;;
      e) list="$list $OPTARG" ;;
      E | F) extended=yes ;;
    esac
  done
  [ -n "$list" ] || [ $# -lt "$OPTIND" ] || eval "list=\${$OPTIND}"
  [ -n "$extended" ] || gnu_expression "$list"
  OPTIND=1
}
check_egrep() { check_grep "$@"; }
check_fgrep() { :; }

check_sed() {
  local option script='' given=''
  letters=nf:e:
  OPTIND=1
  while getopts ":$letters" option; do
    case $option in
      '?') illegal "$OPTARG" ;;
      e) script="$script
$OPTARG" given=yes ;;
      f) given=yes ;;
    esac
  done
  [ -n "$given" ] || [ $# -lt "$OPTIND" ] || eval "script=\${$OPTIND}"
  gnu_expression "$script"
  case $script in
    *[pdDnNhHgGx]'}'*) sed_refuses "$script" ;;
    *:[a-z]*\;*) case ${script%%;*} in :* | *[\;\ ]:[a-z]) echo "Label too long: $script" >&2; exit 2 ;; esac ;;
  esac
  run --posix "$@"
}

sed_refuses() { # SCRIPT
  echo "sed: command garbled: $1" >&2
  exit 2
}

# The old awk has no -v, no functions and little else [M].
check_awk() {
  if [ "$kind" = usr ]; then
    case ${1:-} in -v*) awk_refuses ;; esac
    local word
    for word; do
      case $word in
        *gsub\(* | *[!g]sub\(* | *match\(* | *toupper\(* | *tolower\(* | *getline* | *ENVIRON* | *function\ * | *delete\ * | \
          *system\(* | *srand\(* | *' ? '*) awk_refuses ;;
      esac
      case $word in -*) ;; *) break ;; esac
    done
  fi
  check_nawk "$@"
}

awk_refuses() {
  echo 'awk: syntax error near line 1' >&2
  echo 'awk: bailing out near line 1' >&2
  exit 2
}

check_nawk() {
  case "$*" in *gensub\(* | *strftime\(* | *systime\(* | *'length(arr'* | *asort\(*) unknown 'functions of gawk' ;; esac
  case ${1:-} in --* | -W*) unknown "$1" ;; esac
  name=mawk
  start "$@"
}

# No %s before illumos, nor anything else that the C library has not; it is printed as it stands.
check_date() {
  [ "${1:-}" != -u ] || { utc=-u && shift; }
  case ${1:-} in
    -a) unknown -a ;;
    -*) letters='u' refusal=1 && illegal "${1#-}" ;;
    +*%N* | +*%-* | +*%:* | +*%P*) unknown "the format $1" ;;
    +*%s*)
      [ "$system" = solaris10 ] || run ${utc:-} "$1"
      replaced "$1" %s %%s
      set -- "$text"
      ;;
    +* | '') ;;
    *) unknown 'how to set the clock' ;;
  esac
  run ${utc:-} "${1:-+%a %b %e %H:%M:%S %Z %Y}"
}

check_dd() {
  local word
  for word; do
    case $word in
      if=* | of=* | ibs=* | obs=* | bs=* | cbs=* | skip=* | iseek=* | oseek=* | seek=* | count=*) ;;
      conv=*fsync* | conv=*fdatasync* | conv=*excl* | conv=*nocreat*) dd_refuses "$word" ;;
      conv=*) ;;
      files=*) unknown "$word" ;;
      *) dd_refuses "$word" ;;
    esac
    case $word in *bs=*[MGKT]) dd_refuses "$word" ;; esac
  done
  # GNU's third line of the summary is not printed.
  run "$@" status=noxfer
}

dd_refuses() { # WORD
  echo "dd: bad argument: \"$1\"" >&2
  exit 2
}

check_head() {
  case ${1:-} in
    -n | -[0-9]* | -n[0-9]*) ;;
    -?*) letters=n: && illegal "${1#-}" ;;
  esac
  letters=n:0123456789
  run "$@"
}

# /usr/bin/tail of Solaris 10 takes no -n [M].
check_tail() {
  case $system$kind${1:-} in
    solaris10usr-[ncF]*)
      echo 'usage: tail [+/-[n][lbc][f]] [file]' >&2
      echo '       tail [+/-[n][l][r|f]] [file]' >&2
      exit 2
      ;;
  esac
  case ${1:-} in
    [+-][0-9]*[bcr]* | -r*) unknown "$1" ;;
    +[0-9]* | -[0-9]*)
      local count=${1%[lf]} follow=
      case $1 in *f) follow=-f ;; esac
      count=${count%l}
      shift
      run $follow -n "${count#-}" "$@"
      ;;
    --*) letters=n:c:f && illegal - ;;
  esac
  run "$@"
}

# Without brackets a range is three characters to /usr/bin/tr [M]; with them GNU takes them for characters.
check_tr() {
  local word options=
  while :; do
    case ${1:-} in
      -[cdsC]*) options="$options $1" && shift ;;
      -?*) letters=cds && illegal "${1#-}" ;;
      *) break ;;
    esac
  done
  for word; do
    shift
    if [ "$kind" = usr ]; then
      case $word in
        '[:'*) ;;
        '['?-?']') word=${word#\[} && word=${word%]} ;;
        *'['?-?']'* | *'*'*) unknown "the set $word" ;;
        ?-? | *[a-zA-Z0-9]-[a-zA-Z0-9]*) replaced "$word" - '\-' && word=$text ;;
      esac
    fi
    set -- "$@" "$word"
  done
  # shellcheck disable=SC2086
  run $options -- "$@"
}

check_printf() {
  case ${1:-} in *%q* | *%\(*) unknown "the format $1" ;; esac
  run "$@"
}

# Sets text.
replaced() { # TEXT, WHAT, BY WHAT
  local rest=$1
  text=
  while :; do
    case $rest in *"$2"*) ;; *) break ;; esac
    text=$text${rest%%"$2"*}$3
    rest=${rest#*"$2"}
  done
  text=$text$rest
}
