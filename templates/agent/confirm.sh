# shellcheck shell=sh
# Confirm: a transaction becomes permanent, the boot files with it.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# Writes the boot files and ends the transaction. What is begun here is finished: by the watchdog if need be.
cv_confirm() {
  cv_busy 5 || return 1
  cv_get_state
  if [ -f "$cv_tx/stop" ] || ! cv_has_word 'armed applied' "$cv_tx_state" || ! cv_all_phases_done; then
    cv_free
    cv_refuse state "the transaction is $cv_tx_state"
    return 1
  fi
  # The kernel has forgotten the live changes: boot files written now would be all that there is of them.
  if ! cv_is_same_boot; then
    cv_free
    cv_refuse reboot 'the host was started anew: the changes are gone'
    return 1
  fi
  if ! cv_boot_files_stand; then
    cv_free
    cv_result 'refused moved' "title file $cv_path"
    return 1
  fi
  cv_unwritable=$cv_tx
  if cv_set_state confirming && cv_sync "$cv_tx/state" "$cv_tx/journal" "$cv_tx"/looks/* "$cv_tx/looks" "$cv_tx" &&
    cv_conclude; then
    cv_free
    cv_result 'state confirmed'
    return 0
  fi
  # Others may still stand on what this host has live: that is taken back when its turn comes, and nothing else can
  # follow.
  cv_touch "$cv_tx/stop"
  cv_set_state applied
  cv_free
  cv_refuse boot-files "cannot write $cv_unwritable"
}

# Whether each boot file is what it was at stage: a file that others write too may have been changed since.
cv_boot_files_stand() {
  while cv_next_entry; do
    cv_boot_file_stands || return 1
  done <"$cv_tx/boot/list"
}

# Whether the entry's boot file is what it was at stage: that is in $cv_was and $cv_detail.
cv_boot_file_stands() {
  read -r cv_was cv_detail <"$cv_tx/boot/$cv_entry.was"
  case $cv_was in
    regular) [ ! -h "$cv_path" ] && cmp -s "$cv_path" "$cv_tx/boot/$cv_entry.old" ;;
    link) cv_link_text "$cv_path" && [ "$cv_target" = "$cv_detail" ] ;;
    folder) cv_os_mode "$cv_path" && [ "$cv_file_mode" = "$cv_detail" ] ;;
    absent) [ ! -h "$cv_path" ] && [ ! -e "$cv_path" ] ;;
  esac
}

# Finishes a confirm. If a boot file cannot be written, what the next start reads is put back.
cv_conclude() {
  cv_unwritable='what the next boot reads'
  if ! cv_run_boot_steps || ! cv_write_boot_files || ! cv_finish confirmed; then
    cv_restore_boot_files
    cv_open_log
    cv_walk_back 0 >>"$cv_log" 2>&1
    return 1
  fi
}

# The steps of the confirm, those of phase 0. One that an earlier try began is done again.
cv_run_boot_steps() {
  # shellcheck source=/dev/null
  . "$cv_tx/steps"
  cv_read_journal
  cv_step=0
  while [ "$cv_step" -lt "$cv_steps" ]; do
    cv_step=$((cv_step + 1))
    eval "cv_phase=\$phase_$cv_step"
    if [ "$cv_phase" != 0 ] || grep -q "^done $cv_step 0\$" "$cv_tx/journal"; then continue; fi
    if grep -q "^intent $cv_step " "$cv_tx/journal"; then cv_do_step; else cv_run_step; fi || return 1
  done
}

cv_all_phases_done() {
  # shellcheck source=/dev/null
  . "$cv_tx/steps"
  cv_read_journal
  for cv_phase in $cv_phases; do
    cv_has_word "$cv_done_phases" "$cv_phase" || return 1
  done
}

# cv_finish STATE: a confirm's end only takes the place of what was written down before (cv_prepare_end). The state decides,
# and what follows it does not. Its sync does not either: the watchdog may have read it, and gone. All that a confirm
# rests on is on the disk by then; without this last name it is found `confirming` after a power cut, and finished.
cv_finish() {
  if [ "$1" = confirmed ]; then mv -f "$cv_tx/state.end" "$cv_tx/state"; else cv_set_state "$1"; fi || return 1
  cv_sync "$cv_tx/state" "$cv_tx"
  cv_dismiss
  if [ "$1" = confirmed ]; then mv -f "$cv_tx/last.end" "$cv_state/last"; fi
  cv_prune
  return 0
}

cv_prepare_end() { printf 'confirmed\n' >"$cv_tx/state.end" && printf '%s\n' "$cv_id" >"$cv_tx/last.end"; }
