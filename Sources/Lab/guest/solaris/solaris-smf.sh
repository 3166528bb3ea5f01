#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-smf.sh: svcs and svcadm, for the services that have to do with the network.
#
# Who disables a service leaves a file, state/smf-NAME until the next boot (-t) or /etc/svc/smf-NAME for good.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-start.sh

services=(milestone/multi-user:default milestone/network:default network/loopback:default network/physical:default
  network/routing-setup:default network/ssh:default network/ipfilter:default system/filesystem/local:default
  system/boot-archive:default)

add_own() {
  if classic; then services+=(network/initial:default); else services+=(network/iptun:default network/ip-interface-management:default); fi
}

# A pattern is an FMRI, its end, or what is between its slashes [S svcs.c, scf's matching].
matching() { # PATTERN: sets found
  local service pattern=${1#svc:} short
  pattern=${pattern#/}
  found=()
  for service in "${services[@]}"; do
    short=${service%:default}
    case $service in "$pattern" | "$pattern":default | */"$pattern" | */"$pattern":default) found+=("$service") ;;
      *)
        # shellcheck disable=SC2053 # it is a pattern
        [[ $short != $pattern && $short != */$pattern ]] || found+=("$service")
        ;;
    esac
  done
  [ ${#found[@]} -gt 0 ]
}

state_of() { # SERVICE
  local file=${1%:default}
  file=smf-${file//\//-}
  if [ -r "$state/$file" ]; then echo "$(<"$state/$file")"
  elif [ -r "/etc/svc/$file" ]; then echo "$(<"/etc/svc/$file")"
  elif [[ $1 == network/ipfilter:* ]]; then echo "${condition[ipfilter]:-disabled}"
  else echo online; fi
}

set_state() { # SERVICE, STATE
  local file=${1%:default} directory=/etc/svc
  [ "$temporary" = no ] || directory=$state
  file=smf-${file//\//-}
  "$lab/busybox" rm -f "$state/$file"
  echo "$2" >"$directory/$file"
}

svcs() {
  local OPTIND=1 option header=yes fields=state,stime,fmri all='' status=0 pattern list=()
  while getopts :aHo:lvpdDx option; do
    case $option in
      a) all=yes ;;
      H) header=no ;;
      o) fields=$OPTARG ;;
      '?') say "svcs: illegal option -- $OPTARG" && exit 2 ;;
      *) unknown "-$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  for pattern; do
    if matching "$pattern"; then list+=("${found[@]}")
    else
      say "svcs: Pattern '$pattern' doesn't match any instances"
      status=1
    fi
  done
  [ $# -gt 0 ] || { list=("${services[@]}") && [ -n "$all" ] || list=("${list[@]/network\/ipfilter:default/}"); }
  print_services
  exit $status
}

print_services() {
  local service field line value
  [ "$header" = no ] || [ ${#list[@]} = 0 ] || print_line STATE STIME FMRI
  for service in "${list[@]}"; do
    [ -z "$service" ] || print_line "$(state_of "$service")" "$(stime)" "svc:/$service"
  done
}

print_line() { # STATE, STIME, FMRI
  local field line=''
  for field in ${fields//,/ }; do
    case $field in
      state) printf -v value '%-14s ' "$1" ;;
      stime) printf -v value '%-8s ' "$2" ;;
      fmri) printf -v value '%s' "$3" ;;
      *) unknown "the column $field" ;;
    esac
    line+=$value
  done
  # A last column is not padded.
  [[ $fields == *fmri ]] || line=${line%"${line##*[! ]}"}
  echo "$line"
}

stime() { printf '%(%H:%M:%S)T' "${N[boot]}"; }

svcadm() {
  local verb=${1:-} status=0 pattern temporary=no
  [ $# -gt 1 ] || { say "Usage: svcadm [-v] [cmd [args ... ]]" && exit 2; }
  shift
  while [[ ${1:-} == -* ]]; do
    case $1 in
      -t) temporary=yes ;;
      -s | -r) ;;
      *) unknown "$verb $1" ;;
    esac
    shift
  done
  case $verb in
    enable | disable | restart | refresh | clear) ;;
    mark | milestone) unknown "$verb" ;;
    *) say "svcadm: Unknown subcommand \"$verb\"." && exit 2 ;;
  esac
  for pattern; do
    matching "$pattern" || { say "svcadm: Pattern '$pattern' doesn't match any instances" && status=1 && continue; }
    [ ${#found[@]} = 1 ] || { say "svcadm: Pattern '$pattern' matches multiple instances:" && printf '        svc:/%s\n' "${found[@]}" >&2 && status=1 && continue; }
    [ "$EUID" = 0 ] || die "svcadm: ${found[0]#svc:}: Permission denied."
    act "$verb" "${found[0]}"
  done
  exit $status
}

# svcadm does not wait for what it asks for.
act() { # VERB, SERVICE
  case $1:$2 in
    refresh:* | clear:*) ;;
    restart:network/initial:*) (start_initial) >/dev/null 2>&1 </dev/null & ;;
    restart:network/iptun:*) (stop_iptun && start_iptun) >/dev/null 2>&1 </dev/null & ;;
    disable:network/iptun:*) set_state "$2" disabled && { (stop_iptun) >/dev/null 2>&1 </dev/null & } ;;
    enable:network/iptun:*) [[ $(state_of "$2") == online ]] || { set_state "$2" online && start_iptun; } ;;
    restart:network/ssh:*) end_contract ssh ;;
    enable:network/ssh:*) ;;
    *) unknown "$1 $2" ;;
  esac
}

# From outside the contract, as the restarter does it.
end_contract() { # NAME
  (
    echo $BASHPID >"$state/contracts"/cgroup.procs
    echo 1 >"$state/contracts/$1/cgroup.kill"
  ) >/dev/null 2>&1 </dev/null &
}

load
add_own
"${0##*/}" "$@"
