#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-kstat.sh: kstat, for the statistics of interfaces and of TCP/IP [S POL kstat.pl; GATE kstat.c on illumos].
arguments="$*"
for part in lib counters kstat-tables; do
  # shellcheck source=/dev/null
  . "/boot/culvert-lab/system/solaris-$part.sh"
done

usage() { # STATUS, TEXT or nothing
  [[ -z ${2:-} ]] || say "$2"
  say 'Usage:'
  if classic; then
    say 'kstat [ -qlp ] [ -T d|u ] [ -c class ]'
    say '      [ -m module ] [ -i instance ] [ -n name ] [ -s statistic ]'
    say '      [ interval [ count ] ]'
    say 'kstat [ -qlp ] [ -T d|u ] [ -c class ]'
    say '      [ module:instance:name:statistic ... ]'
  else
    say 'kstat [ -Cjlpq ] [ -T d|u ] [ -c class ]'
    say '      [ -m module ] [ -i instance ] [ -n name ] [ -s statistic ]'
    say '      [ interval [ count ] ]'
    say 'kstat [ -Cjlpq ] [ -T d|u ] [ -c class ]'
    say '      [ module[:instance[:name[:statistic]]] ... ]'
  fi
  say '      [ interval [ count ] ]'
  exit "$1"
}

# An unknown option is answered with the usage, on illumos with status 0 [S: '?' is its option for help].
read_options() {
  local OPTIND=1 option letters=:qlpT:m:i:n:s:c:
  classic || letters=:hCqjlpT:m:i:n:s:c:
  while getopts "$letters" option; do
    case $option in
      q) quiet=yes ;;
      l) list=yes parseable=yes ;;
      p) parseable=yes ;;
      m | i | n | s) chosen[$option]=$OPTARG ;;
      c) class=$OPTARG ;;
      h) usage 0 ;;
      '?' | :) refuse_option "$option" ;;
      *) unknown "-$option" ;;
    esac
  done
  taken=$((OPTIND - 1))
}

refuse_option() { # ? or :
  if classic; then
    [[ $1 == : ]] || usage 2 "Unknown option: $OPTARG"
    usage 2
  fi
  [[ $1 == : ]] || usage 0 "kstat: illegal option -- $OPTARG"
  usage 0 "kstat: option requires an argument -- $OPTARG"
}

exclusive() {
  [[ -z $quiet || -z $list ]] || ! classic || usage 2 'kstat: -q and -l are mutually exclusive'
  [[ -z $quiet || -z $parseable ]] || classic || usage 2 '-q and -lpj are mutually exclusive'
  [[ ${#chosen[@]} = 0 || $# = 0 ]] || usage 2 \
    "$(classic && echo 'kstat: module:instance:name:statistic and -m -i -n -s are mutually exclusive' ||
      echo '[module[:instance[:name[:statistic]]]] and -m -i -n -s are mutually exclusive')"
}

# gmatch(3GEN), or an expression between slashes.
matches() { # TEXT, PATTERN
  if [[ -z $2 ]]; then return 0; fi
  if [[ $2 == /*/ ]]; then
    [[ $1 =~ ${2:1:-1} ]]
  else
    # shellcheck disable=SC2053 # a pattern
    [[ $1 == $2 ]]
  fi
}

# Who asks for more than the personality has must not take a part for the whole: the module must be one that it has all of,
# or the statistic's name one of those that it knows. What counts packets of an interface is in the module ip of tunnels only
# [S POL tun_statinit; in ip_kstat_init and the others none has such a name].
check_selector() { # MODULE, NAME, STATISTIC
  local word=$1$2
  [[ -n $word && $word != *[*?/[]* ]] || unknown "kstat of everything that $1:$2 may be"
  case $1:$2:$3 in
    ip::?packets64 | ip::?bytes64) return 0 ;;
  esac
  case $1:$2 in
    link: | link:* | lo: | :lo0 | lo:* | :e1000g0 | e1000g:e1000g0) ;;
    :ip.tun[0-9]* | ip:ip.tun[0-9]* | :*[a-z_.][0-9] | :*[a-z_.][0-9][0-9]) ;;
    ip:ip | ip:icmp | tcp:tcp | udp:udp | icmp:rawip | :rawip | unix:system_misc | :system_misc) ;;
    *) unknown "kstat $1:$2" ;;
  esac
}

show() { # SELECTOR
  local module instance name statistic found
  local -A values
  IFS=: read -r module instance name statistic <<<"$1"
  check_selector "$module" "$name" "$statistic"
  for found in "${all[@]}"; do
    matches_header "$found" || continue
    values=()
    statistics_of "$found"
    print_kstat "$found"
  done
}

matches_header() { # MODULE INSTANCE NAME CLASS
  local -a word
  read -r -a word <<<"$1"
  matches "${word[0]}" "$module" && matches "${word[1]}" "$instance" && matches "${word[2]}" "$name" &&
    matches "${word[3]}" "$class"
}

print_kstat() { # MODULE INSTANCE NAME CLASS
  local key first=yes
  local -a word sorted
  read -r -a word <<<"$1"
  values+=([crtime]=0 [snaptime]=${up}0000000)
  [[ -z $parseable ]] || values[class]=${word[3]}
  sort_keys
  for key in "${sorted[@]}"; do
    [[ -n ${values[$key]+set} ]] || continue
    matches "$key" "$statistic" || continue
    matched=0
    [[ -z $quiet ]] || return 0
    print_pair
    first=
  done
  [[ -n $first || -n $parseable ]] || printf '\n'
}

# By name: Perl's sort, and strcasecmp [S]. One that is asked for by its very name needs none.
sort_keys() {
  local fold=-f
  sorted=("$statistic")
  [[ -z $statistic || $statistic == *[*?/[]* ]] || return 0
  classic && fold=''
  mapfile -t sorted < <(printf '%s\n' "${!values[@]}" | sort ${fold:+"$fold"})
}

print_pair() {
  if [[ -n $list ]]; then
    printf '%s:%s:%s:%s\n' "${word[@]:0:3}" "$key"
  elif [[ -n $parseable ]]; then
    printf '%s:%s:%s:%s\t%s\n' "${word[@]:0:3}" "$key" "${values[$key]}"
  else
    [[ -z $first ]] || printf 'module: %-30.30s  instance: %-6d\nname:   %-30.30s  class:    %-.30s\n' "${word[@]}"
    printf '\t%-30s  %s\n' "$key" "${values[$key]}"
  fi
}

quiet='' list='' parseable='' class='' matched=1 taken=0
declare -A chosen=()
declare -a all=()
load
read_options "$@"
shift "$taken"
exclusive "$@"
[ $# -gt 0 ] || set -- "${chosen[m]:-}:${chosen[i]:-}:${chosen[n]:-}:${chosen[s]:-}"
all_kstats
read -r up _ <"$linux/proc/uptime"
for word; do
  [[ ! $word =~ ^[0-9]+$ ]] || unknown 'an interval'
  [[ $word != *:*:*:*:* ]] || classic || usage 2
done
for selector; do show "$selector"; done
exit $matched
