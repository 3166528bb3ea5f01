#!/boot/culvert-lab/linux/bin/bash
# freebsd-ifconfig.sh: ifconfig(8). Options and the way from the words to what is done; see main() and ifconfig() of
# sbin/ifconfig/ifconfig.c, whose order of doing things shows in what is left behind when a word is refused.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common interfaces gif ifconfig-show ifconfig-words ifconfig-inet; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
: "${state:?}"

usage() {
  cat >&2 <<'END'
usage: ifconfig [-f type:format] interface address_family
            [address [dest_address]] [parameters]
       ifconfig interface create
       ifconfig -a [-d] [-m] [-u] [-v] [-f type:format] [-g groupname]
            [address_family]
       ifconfig -l [-d] [-u] [-f type:format] [address_family]
       ifconfig [-d] [-m] [-u] [-v] [-f type:format]
END
  exit 1
}

ifconfig() { # ARGUMENT...
  local self=ifconfig option OPTIND=1 all='' down='' up_only='' listing='' noload='' group=''
  while getopts :adf:g:klmnuvLC:j:G: option; do
    case $option in
      a) all=1 ;;
      d) down=1 ;;
      u) up_only=1 ;;
      l) listing=1 ;;
      f) since 11 || { refuse_option f; }; formats "$OPTARG" ;;
      g) group=$OPTARG ;;
      n) noload=1 ;;
      m | k | v | L) unknown "option -$option" ;;
      '?' | :) refuse_option "$OPTARG" ;;
      *) unknown "option -$option" ;;
    esac
  done
  shift $((OPTIND - 1))
  if [ -n "$group" ]; then show_group "$group"; return 0; fi
  if [ -n "$listing" ]; then show_names "$@"; return 0; fi
  if [ -n "$all" ] || [ $# = 0 ]; then show_all "$@"; return 0; fi
  one_interface "$@"
}

refuse_option() {
  printf 'ifconfig: illegal option -- %s\n' "$1" >&2
  usage
}

fail() { # MESSAGE
  complain "$*"
  exit 1
}

one_interface() { # NAME, WORD...
  local name=$1
  shift
  maybe_load "$name"
  if ! exists "$name"; then
    [[ ${1-} =~ ^(create|plumb)$ ]] || fail "interface $name does not exist"
    ((${#name} < 16)) || fail "$name: cloning name too long"
    shift
    create "$name" "$@"
    return
  fi
  if [[ ${1-} =~ ^(create|plumb)$ ]]; then
    since 12 || fail "SIOCIFCREATE2: File exists"
    [ $# -gt 1 ] || fail "interface $name already exists"
    shift
  fi
  local family=inet
  if is_family "${1-}"; then family=$1 && shift; fi
  load "$name"
  if [ $# = 0 ]; then show "$name" "${family_given-}"; return 0; fi
  configure "$@"
}

# The family's word, also without words after it, narrows what is shown.
is_family() {
  family_given=
  case $1 in
    inet) family_given=inet ;;
    inet6 | ether | link | lladdr) family_given=$1 ;;
    atm | ipx | atalk) unknown "address family $1" ;;
    *) return 1 ;;
  esac
}

# A name that begins with a driver's loads the driver's module.
maybe_load() { # NAME
  [[ $1 == gif* ]] || return 0
  [ -z "$noload" ] && root && [ ! -e "$state/kld/if_gif" ] || return 0
  echo 'if_gif if_gif.ko' >"$state/kld/if_gif"
}

create() { # NAME, WORD...
  local name=$1 unit kind
  shift
  [[ $name =~ ^([a-z_]+)([0-9]*)$ ]] || fail "SIOCIFCREATE2 ($name): Invalid argument"
  kind=${BASH_REMATCH[1]} unit=${BASH_REMATCH[2]}
  root || fail "SIOCIFCREATE2 ($name): Operation not permitted"
  case $kind in
    gif) [ -e "$state/kld/if_gif" ] || fail "SIOCIFCREATE2 ($name): Invalid argument" ;;
    bridge | epair | gre | lagg | lo | me | pflog | pfsync | stf | tap | tun | vlan | vxlan | wlan | ipsec | enc | faith | carp)
      unknown "creating $name" ;;
    *) fail "SIOCIFCREATE2 ($name): Invalid argument" ;;
  esac
  if [ -z "$unit" ]; then
    unit=0
    while exists "gif$unit"; do unit=$((unit + 1)); done
    [ $# -gt 0 ] || echo "gif$unit"
  fi
  ((10#$unit <= 32767)) || fail "SIOCIFCREATE2 ($name): No space left on device"
  lock
  attach "gif$unit" gif 1280
  kernel_create
  kernel_commit
  unlock
  announce "gif$unit"
  local family=inet
  if is_family "${1-}"; then family=$1 && shift; fi
  if [ $# -gt 0 ]; then configure "$@"; fi
}

# devd(8) hears of new interfaces and since when they are there, if it runs.
announce() { # NAME
  local pid
  { read -r pid <"$state/devd.pid"; } 2>/dev/null || return 0
  ! kill -0 "$pid" 2>/dev/null || echo "$1 ${EPOCHREALTIME/./}" >"$state/devd"
}

[ "${0##*/}" != ifconfig ] || ifconfig "$@"
