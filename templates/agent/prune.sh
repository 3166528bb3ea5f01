# shellcheck shell=sh
# What is thrown away: the oldest transactions, leftovers, and everything at a purge.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# So many transactions are kept.
cv_keep=20

# Old transactions go, and what could not be removed before is tried again. It decides nothing: what stays is named by doctor.
# A transaction goes as a whole first: of one that is half removed nobody could tell what it is.
cv_prune() {
  cv_clear_leftovers
  set -- "$cv_state"/tx/*
  if [ "$#" -le "$cv_keep" ]; then return 0; fi
  for cv_old in $(cv_numbers | sort -rn | sed "1,${cv_keep}d" | sed 's/^[0-9]* //'); do
    if [ "$cv_old" != "$cv_id" ] && mv "$cv_state/tx/$cv_old" "$cv_state/.old.$cv_old" 2>/dev/null; then
      cv_remove "$cv_state/.old.$cv_old"
    fi
  done
  return 0
}

# Tries again to remove what could not be removed. (What an earlier agent's confirm has left beside a boot file goes when
# that file is written again.)
cv_clear_leftovers() {
  for cv_old in "$cv_state"/.old.*; do cv_remove "$cv_old"; done
  if [ ! -s "$cv_state/leftovers" ]; then return 0; fi
  while IFS= read -r cv_old; do
    case $cv_old in
      */.culvert-new.*) rm -f "$cv_old" 2>/dev/null ;;
    esac
    if [ -h "$cv_old" ] || [ -e "$cv_old" ]; then printf '%s\n' "$cv_old"; fi
  done <"$cv_state/leftovers" >"$cv_state/.leftovers" && mv -f "$cv_state/.leftovers" "$cv_state/leftovers"
  if [ ! -s "$cv_state/leftovers" ]; then rm -f "$cv_state/leftovers"; fi
  return 0
}

# Takes away all that the agent keeps, when nothing is under way and nothing on the host is culvert's.
cv_purge() {
  if [ -n "$(cv_pending)" ]; then cv_refuse locked 'a transaction is under way' || return 1; fi
  if [ -s "$cv_state/ownership" ]; then cv_refuse ownership "culvert still has things on this host" || return 1; fi
  cv_clear_held all
  cv_clear_leftovers
  cv_left_over=$(cv_leftovers | tr '\n' ' ')
  if [ -z "$cv_left_over" ] && rm -rf "$cv_state" 2>/dev/null; then
    cv_os_purge
    cv_result 'state purged'
    return 0
  fi
  cv_refuse leftovers "cannot remove ${cv_left_over:-$cv_state}"
}
