# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-dladm-options.sh, sourced by solaris-dladm.sh: its arguments.

options() { # LETTERS, ARGUMENT...: sets temporary, type, ends, fields, parsable, property and the rest in operands
  local letters=$1 OPTIND=1 option
  shift
  temporary=no type='' ends='' fields='' property='' operands=()
  long_to_short "$@"
  set -- "${converted[@]}"
  while getopts ":$letters" option; do
    case $option in
      t) temporary=yes ;;
      T) type=$OPTARG ;;
      a) ends+=${ends:+,}$OPTARG ;;
      o) fields=$OPTARG ;;
      p) if [[ $letters == *p:* ]]; then property+=${property:+,}$OPTARG; else parsable=yes; fi ;;
      c) parsable=yes ;;
      P) persistent=yes ;;
      R) unknown 'another root' ;;
      :) fail "option '-$OPTARG' requires a value" ;;
      *) usage_error "unrecognized option '-$OPTARG'" ;;
    esac
  done
  shift $((OPTIND - 1))
  operands=("$@")
}

long_to_short() {
  local word
  converted=()
  for word; do
    case $word in
      --temporary) converted+=(-t) ;;
      --tunnel-type) converted+=(-T) ;;
      --address) converted+=(-a) ;;
      --output) converted+=(-o) ;;
      --output=*) converted+=(-o "${word#*=}") ;;
      --parseable | --parsable) converted+=(-p) ;;
      --*) unknown "$word" ;;
      *) converted+=("$word") ;;
    esac
  done
}

# What was asked for, or everything.
chosen_links() { # LINKS
  list="${operands[*]}"
  [ -n "$list" ] || list=$1
}

usage_error() { # WHAT [d] the words
  say "dladm: $1"
  exit 1
}

# local=A,remote=B; sets tsrc and tdst where they are given.
parse_ends() {
  local part value
  local -a parts
  IFS=, read -r -a parts <<<"$ends"
  for part in "${parts[@]}"; do
    value=${part#*=}
    case $part in
      local=*) is_ipv4 "$value" || fail "could not $doing: invalid local IP tunnel address" && tsrc=$value ;;
      remote=*) is_ipv4 "$value" || fail "could not $doing: invalid remote IP tunnel address" && tdst=$value ;;
      *) fail "invalid tunnel address: $part" ;; # [M] the words
    esac
  done
}
