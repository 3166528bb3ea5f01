#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-ipadm.sh: illumos' ipadm for interfaces, static addresses and a few properties [S ILL ipadm.c, libipadm].
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-kernel.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-tcp.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-table.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-store.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-ipadm-if.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-ipadm-addr.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-ipadm-show.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-ipadm-prop.sh
parsable=no

# Its line end goes to standard output: that is what die() in ipadm.c does [S].
fail() { # MESSAGE
  printf 'ipadm: %s' "$*" >&2
  echo
  exit 1
}

usage_of() { # VERB: the line of the table
  local line
  while read -r line; do [[ $line != "$1"[[:space:]]* ]] || echo "$line"; done <<<"$verbs"
}

options() { # VERB, LETTERS, ARGUMENT...
  local verb=$1 letters=$2 OPTIND=1 option
  shift 2
  temporary=no type='' local_remote='' down=no fields='' property='' operands=()
  for option; do [[ $option != --* ]] || unknown "$option"; done
  while getopts ":$letters" option; do
    case $option in
      t) temporary=yes ;;
      T) type=$OPTARG ;;
      a) local_remote=$OPTARG ;;
      d) down=yes ;;
      o) fields=$OPTARG ;;
      p) if [[ $letters == *p:* ]]; then property=$OPTARG; else parsable=yes; fi ;;
      c) parsable=yes ;;
      r) unknown '-r' ;;
      m) protocol=$OPTARG ;;
      :) fail "option '-$OPTARG' requires a value"$'\n'"usage: $(usage_of "$verb")" ;;
      *) fail "unrecognized option '-$OPTARG'"$'\n'"usage: $(usage_of "$verb")" ;;
    esac
  done
  shift $((OPTIND - 1))
  operands=("$@")
}

one_operand() { # VERB
  [ ${#operands[@]} = 1 ] || fail "Usage: $(usage_of "$1")"
}

verbs="create-ipmp	[-t] <ipmp-group>
delete-ipmp	[-t] <ipmp-group>
add-ipmp	[-t] -i <ipmp-member-interface> [-i <ipmp-member-interface>] <ipmp-group-interface>
remove-ipmp	[-t] -i <ipmp-member-interface> [-i <ipmp-member-interface>] <ipmp-group-interface>
create-if	[-t] <interface>
disable-if	-t <interface>
enable-if	-t <interface>
delete-if	<interface>
show-if		[[-p] -o <field>,...] [<interface>]
set-ifprop	[-t] -p <prop>=<value[,...]> -m <protocol> <interface>
reset-ifprop	[-t] -p <prop> -m <protocol> <interface>
show-ifprop	[[-c] -o <field>,...] [-p <prop>,...] [-m <protocol>] [interface]
create-addr	[-t] -T static [-d] -a{local|remote}=addr[/prefixlen] <addrobj>
down-addr	[-t] <addrobj>
up-addr		[-t] <addrobj>
disable-addr	-t <addrobj>
enable-addr	-t <addrobj>
refresh-addr	[-i] <addrobj>
delete-addr	[-r] <addrobj>
show-addr	[[-p] -o <field>,...] [<addrobj>]
set-addrprop	[-t] -p <prop>=<value[,...]> <addrobj>
reset-addrprop	[-t] -p <prop> <addrobj>
show-addrprop	[[-c] -o <field>,...] [-p <prop>,...] <addrobj>
set-prop	[-t] -p <prop>[+|-]=<value[,...]> <protocol>
reset-prop	[-t] -p <prop> <protocol>
show-prop	[[-c] -o <field>,...] [-p <prop>,...] [protocol]"

usage() {
  local line
  say 'usage:  ipadm <subcommand> <args> ...'
  while read -r line; do say "$tab$line"; done <<<"$verbs"
  exit 1
}

verb=${1:-}
[ -n "$verb" ] || usage
shift
case $verb in
  show-*) load ;;
  *) load_locked ;;
esac
load_store
case $verb in
  create-if | delete-if | disable-if | enable-if | show-if | create-addr | delete-addr | up-addr | down-addr | \
    disable-addr | enable-addr | show-addr | set-prop | reset-prop | show-prop | set-addrprop | show-addrprop)
    "${verb//-/_}" "$@"
    ;;
  *-ipmp | *-ifprop | refresh-addr | reset-addrprop) unknown "'$verb'" ;;
  *)
    say "ipadm: unknown subcommand '$verb'"
    usage
    ;;
esac
