#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034
# solaris-names.sh: uname, hostname, zonename, isainfo: what this machine is called.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh

machine() {
  read -r node </etc/nodename
  if classic; then release=5.10 version=Generic_120012-14; else release=5.11 version=illumos-d3d50737e5; fi
}

usage_uname() {
  say "uname: illegal option -- $1"
  say 'usage:	uname [-snrvmapiX]'
  say '	uname [-S system name]'
  exit 1
}

uname() {
  local letters='' index all='' text='' letter value unknown_letters
  machine
  for ((index = 1; index <= $#; index++)); do
    [[ ${!index} == -* ]] || die "usage:	uname [-snrvmapiX]"$'\n'"	uname [-S system name]"
    letters+=${!index#-}
  done
  [[ $letters != *[SX]* ]] || unknown "-$letters"
  unknown_letters=${letters//[snrvmapi]/}
  [[ -z $unknown_letters ]] || usage_uname "${unknown_letters:0:1}"
  [[ $letters != *a* ]] || { all=yes letters=snrvmpi; }
  for letter in s n r v m p i; do
    [[ ${letters:-s} == *$letter* ]] || continue
    word "$letter"
    text+=${text:+ }$value
  done
  echo "$text"
}

word() { # LETTER: sets value
  case $1 in
    s) value=SunOS ;;
    n) value=$node ;;
    r) value=$release ;;
    v) value=$version ;;
    m | i) value=i86pc ;;
    p) value=i386 ;;
  esac
}

# -t came with later releases of Solaris 10 [S smf_include].
zonename() {
  case $# in
    0) echo "${condition[zonename]:-global}" ;;
    *)
      [[ $1 == -t ]] || unknown "$1"
      [[ ${condition[zonename-t]:-yes} == yes ]] || die 'usage: zonename'
      echo "${condition[iptype]:-exclusive}"
      ;;
  esac
}

isainfo() {
  case "$*" in
    '') echo 'amd64 i386' ;;
    -k | -n) echo amd64 ;;
    -b) echo 64 ;;
    *) unknown "$*" ;;
  esac
}

load
case ${0##*/} in
  uname) uname "$@" ;;
  hostname) [ $# = 0 ] || unknown 'another name'; echo "$(</etc/nodename)" ;;
  zonename) zonename "$@" ;;
  isainfo) isainfo "$@" ;;
  mach | arch) echo i386 ;;
esac
