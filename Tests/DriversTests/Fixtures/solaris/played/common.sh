# shellcheck shell=sh
# A folder that stands for a Solaris host: what ifconfig, dladm and ipadm of this folder have in common. After the facts,
# not after the driver; an emulation.
#
#   if/NAME/ip/N         logical interface N: `up|down ADDRESS PEER MASK`; if/NAME/ip is there where IP is plumbed
#   if/NAME/link         of a tunnel: `LOCAL REMOTE implicit|explicit`
#   store/NAME/link      the same in dladm's store;  store/NAME/ip  that ipadm's has the interface
#   store/NAME/objects   `OBJECT ADDRESS PEER MASK` of ipadm's store
#   objects              `NAME/OBJECT N` of what ipadm and ifconfig have made and is there, N as above
#   s10                  is there on a Solaris 10
: "${HOST:?}"
log() { echo "${0##*/} $*" >>"$HOST/log"; }
die() {
  echo "$*" >&2
  exit 1
}
# Every logical interface as NAME N STATE ADDRESS PEER MASK.
units() {
  for unit in "$HOST"/if/*/ip/*; do
    [ -f "$unit" ] || continue
    name=${unit#"$HOST/if/"}
    echo "${name%%/*} ${unit##*/} $(cat "$unit")"
  done
}
is_up() { units | grep -q "^[^ ]* [0-9]* up $1 "; }
mask_of() { case $1 in 32) echo 255.255.255.255 ;; 24) echo 255.255.255.0 ;; 8) echo 255.0.0.0 ;; *) die "no mask for $1" ;; esac; }
length_of() { case $1 in 255.255.255.255) echo 32 ;; 255.255.255.0) echo 24 ;; *) echo 8 ;; esac; }
hex_of() {
  case $1 in
    255.255.255.255) echo ffffffff ;;
    255.255.255.0) echo ffffff00 ;;
    255.0.0.0) echo ff000000 ;;
    *) echo 0 ;;
  esac
}
# add_unit NAME STATE ADDRESS PEER MASK: the first free one; its number is in $unit.
add_unit() {
  unit=0
  while [ -f "$HOST/if/$1/ip/$unit" ] && ! grep -q '^down 0\.0\.0\.0 ' "$HOST/if/$1/ip/$unit"; do unit=$((unit + 1)); done
  echo "$2 $3 $4 $5" >"$HOST/if/$1/ip/$unit"
}
same_pair() {
  for link in "$HOST"/if/*/link; do
    [ -f "$link" ] && [ "$link" != "$HOST/if/$3/link" ] || continue
    read -r one other _ <"$link"
    if [ "$one $other" = "$1 $2" ]; then return 0; fi
  done
  return 1
}
