# shellcheck shell=bash
# shellcheck disable=SC2154
# solaris-store.sh, sourced: what illumos keeps of tunnels, interfaces and addresses over a reboot.
#
# links[LINK] = SOURCE DESTINATION (- is none); stored_if is a list; stored_address[OBJECT] = up|down LOCAL LENGTH REMOTE,
# an object is INTERFACE/NAME; stored_property[PROTOCOL,NAME] = VALUE.
declare -gA links=() stored_address=() stored_property=()
stored_if=''
link_store=/etc/dladm/datalink.conf
address_store=/etc/ipadm/ipadm.conf

load_store() {
  local kind name rest
  if [ -r $link_store ]; then
    while read -r kind name rest; do [[ $kind != iptun ]] || links[$name]=$rest; done <$link_store
  fi
  [ -r $address_store ] || return 0
  while read -r kind name rest; do
    case $kind in
      interface) stored_if+="${stored_if:+ }$name" ;;
      address) stored_address[$name]=$rest ;;
      property) stored_property[$name]=$rest ;;
    esac
  done <$address_store
}

stored_link() { [[ -n ${links[$1]:-} ]]; }

store_link() { # LINK
  links[$1]="${N[$1,tsrc]:--} ${N[$1,tdst]:--}"
  write_links
}

unstore_link() { # LINK
  stored_link "$1" || return 0
  unset -v "links[$1]"
  write_links
}

write_links() {
  local link text='# culvert-lab: not the form of a real illumos'$'\n'
  for link in "${!links[@]}"; do text+="iptun $link ${links[$link]}"$'\n'; done
  (umask 022 && printf %s "$text" >$link_store.new)
  "$lab/busybox" mv "$link_store.new" "$link_store"
}

write_addresses() {
  local name text='# culvert-lab: not the form of a real illumos'$'\n'
  for name in $stored_if; do text+="interface $name"$'\n'; done
  for name in "${!stored_address[@]}"; do text+="address $name ${stored_address[$name]}"$'\n'; done
  for name in "${!stored_property[@]}"; do text+="property $name ${stored_property[$name]}"$'\n'; done
  (umask 022 && printf %s "$text" >$address_store.new)
  "$lab/busybox" mv "$address_store.new" "$address_store"
}
