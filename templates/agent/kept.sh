# shellcheck shell=sh
# What the agent has kept, and how it and the host are asked.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_read_meta FILE: what it says, in $cv_number, $cv_created and $cv_owner; a transaction gets its number with the lock.
cv_read_meta() {
  cv_number=
  cv_created=
  cv_owner=
  [ -r "$1" ] || return 0
  {
    while read -r cv_key cv_line; do
      case $cv_key in
        number) cv_number=$cv_line ;;
        created) cv_created=$cv_line ;;
        owner) cv_owner=$cv_line ;;
      esac
    done <"$1"
  } 2>/dev/null
  return 0
}

# `NUMBER ID` of each transaction on the host.
cv_numbers() {
  for cv_dir in "$cv_state"/tx/*; do
    if [ -r "$cv_dir/meta" ]; then
      cv_read_meta "$cv_dir/meta"
      if [ -n "$cv_number" ]; then printf '%s %s\n' "$cv_number" "${cv_dir##*/}"; fi
    fi
  done
}

# `tx NUMBER ID STATE REASON CREATED OWNER` of each, oldest first.
cv_list() {
  cv_numbers | sort -n | while read -r cv_key cv_name; do
    cv_open "$cv_name" || continue
    cv_get_state
    cv_read_meta "$cv_tx/meta"
    cv_read "$cv_tx/reason"
    # One that is pruned just now is no more.
    [ -e "$cv_tx/meta" ] || continue
    printf 'tx %s %s %s %s %s %s\n' "$cv_number" "$cv_name" "$cv_tx_state" "${cv_line:--}" "$cv_created" "$cv_owner"
  done
}

# The transaction that holds the lock and is not settled, if there is one.
cv_pending() {
  cv_link_text "$cv_state/lock"
  if [ -z "$cv_target" ]; then return 0; fi
  (if cv_open "$cv_target" && ! cv_is_settled; then cv_describe; fi)
}

cv_print() { if [ -r "$1" ]; then cat "$1"; fi; }

# The system that the host runs, which may not be the one that the inventory says; without a process on Linux.
cv_host() {
  cv_read /proc/sys/kernel/ostype
  if [ -n "$cv_line" ]; then printf '%s\n' "$cv_line"; else uname -s; fi
}

# Everything about the host: what the agent keeps, and what the system says.
cv_probe() {
  cv_section host cv_host
  cv_section pending cv_pending
  cv_section ownership cv_print "$cv_state/ownership"
  cv_section last cv_last
  cv_section leftovers cv_leftovers
  cv_os_probe "$@"
}

# What culvert has made and could not remove.
cv_leftovers() {
  cv_echo "$cv_state/leftovers"
  for cv_old in "$cv_state"/.old.*; do
    if [ -e "$cv_old" ]; then printf '%s\n' "$cv_old"; fi
  done
}

# The last transaction that was confirmed: `id ID`.
cv_last() {
  cv_read "$cv_state/last"
  if [ -n "$cv_line" ]; then printf 'id %s\n' "$cv_line"; fi
}

cv_show() {
  cv_section meta cv_print "$cv_tx/meta"
  cv_section state cv_print "$cv_tx/state"
  cv_section checkpoint cv_print "$cv_tx/checkpoint"
  cv_section after cv_print "$cv_tx/after"
}
