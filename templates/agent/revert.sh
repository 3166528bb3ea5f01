# shellcheck shell=sh
# Revert: a transaction is taken back, step by step, by whoever comes or by its watchdog.
# shellcheck disable=SC2034,SC2119,SC2120,SC2154 # what other files of the agent read, and what they assign

# cv_revert REASON: walks the journal's intents backwards. A step is taken back where its thing is not as it was just
# before the step, so a step that did not run, or failed without a trace, or is done twice, does no harm. What decides
# is the comparison with the looks taken at stage, not whether the commands said that they worked.
cv_revert() {
  cv_touch "$cv_tx/stop"
  cv_busy 5 anyway || return 1
  cv_get_state
  case $cv_tx_state in
    confirmed | reverted | revert-failed) ;;
    confirming) cv_finish_confirm "$1" ;;
    *) cv_take_back "$1" ;;
  esac
  cv_free
  if cv_is_settled; then
    cv_read "$cv_tx/reason"
    cv_result "state $cv_tx_state" "reason ${cv_line:--}"
    return
  fi
  # What was compared is one thing, and what can be written another.
  if [ -z "${cv_outcome:-}" ]; then
    cv_refuse state-directory "cannot write to $cv_tx: look at its disk"
    return 1
  fi
  cv_result "state $cv_outcome" "reason $1" "unrecorded the record of it cannot be written, look at the disk of $cv_tx"
}

# A confirm that was begun is finished, unless a power cut came in between and the host did not start from all of the new
# boot files: what it has live is then not what they would make of it.
cv_finish_confirm() {
  if ! cv_is_same_boot && ! cv_is_boot_new; then
    cv_restore_boot_files
  elif cv_conclude; then
    return 0
  else
    set -- boot-files
  fi
  # What cannot be written down is not begun: whoever comes later finds it confirming, and does the same.
  cv_set_state reverting && cv_take_back "$1"
}

# Whether the system's boot files are all as they are to be. Nobody but the confirm writes them: so they were when it
# started.
cv_is_boot_new() {
  while cv_next_entry; do
    case $cv_path in "$cv_state"/*) continue ;; esac
    case $cv_kind in
      regular) [ ! -h "$cv_path" ] && cmp -s "$cv_path" "$cv_tx/boot/$cv_entry.new" || return 1 ;;
      link) cv_read "$cv_tx/boot/$cv_entry.new" && cv_link_text "$cv_path" && [ "$cv_target" = "$cv_line" ] || return 1 ;;
      folder) cv_os_mode "$cv_path" && [ "$cv_file_mode" = "$cv_mode" ] || return 1 ;;
      absent) if [ -h "$cv_path" ] || [ -e "$cv_path" ]; then return 1; fi ;;
    esac
  done <"$cv_tx/boot/list"
  # shellcheck source=/dev/null
  . "$cv_tx/steps"
  cv_step=0
  while [ "$cv_step" -lt "$cv_steps" ]; do
    cv_step=$((cv_step + 1))
    eval "cv_phase=\$phase_$cv_step"
    [ "$cv_phase" != 0 ] || grep -q "^done $cv_step 0\$" "$cv_tx/journal" || return 1
  done
}

cv_take_back() {
  cv_set_state reverting
  cv_write "$cv_tx/reason" "$1" 2>/dev/null
  cv_open_log
  cv_outcome=reverted
  # A confirm that failed may have left a boot file that could not be put back then.
  if [ -e "$cv_tx/unrestored" ] && ! cv_restore_boot_files >>"$cv_log" 2>&1; then cv_outcome=revert-failed; fi
  # What ended before its first step has changed nothing; it may have ended while its steps were still to come.
  if grep -q '^intent ' "$cv_tx/journal"; then
    # shellcheck source=/dev/null
    . "$cv_tx/steps"
    cv_walk_back >>"$cv_log" 2>&1
    cv_compare_looks || cv_outcome=revert-failed
  fi
  cv_finish "$cv_outcome"
}

# What was done to take it back is kept, unless the disk takes nothing any more.
cv_open_log() {
  cv_log=$cv_tx/log
  printf '' 2>/dev/null >>"$cv_log" || cv_log=/dev/null
}

# cv_walk_back [PHASE]: undoes the steps that were begun, or those of one phase.
cv_walk_back() {
  cv_read_journal
  cv_step=$cv_steps
  while [ "$cv_step" -gt 0 ]; do
    eval "cv_look=\$look_of_$cv_step cv_phase=\$phase_$cv_step"
    if [ "${1:-$cv_phase}" = "$cv_phase" ] && cv_has_word "$cv_intended" "$cv_step" &&
      ! cv_os_is_same "$cv_tx/looks/before.$cv_step" "$("look_$cv_look" </dev/null)"; then
      "undo_$cv_step" </dev/null
    fi
    cv_step=$((cv_step - 1))
  done
}

cv_compare_looks() {
  cv_read_journal
  cv_differs=
  cv_look=0
  while [ "$cv_look" -lt "$cv_looks" ]; do
    cv_look=$((cv_look + 1))
    if cv_has_word "$cv_touched" "$cv_look" &&
      ! cv_os_is_same "$cv_tx/looks/$cv_look" "$("look_$cv_look" </dev/null)"; then
      cv_differs="$cv_differs $cv_look"
    fi
  done
  printf 'looks that differ:%s\n' "${cv_differs:- none}" >>"$cv_log"
  [ -z "$cv_differs" ]
}

# Settles a transaction that has lost its guard, to a reboot or to a kill: what was confirmed by halves is finished where
# that makes a whole of it, anything else is taken back.
cv_settle() {
  if cv_is_same_boot; then
    cv_revert guard-lost >/dev/null
  else
    cv_revert reboot >/dev/null
  fi
}
