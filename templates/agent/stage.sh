# shellcheck shell=sh
# Stage and arm: a transaction comes to the host, and a watchdog is set on it.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_stage ID OWNER CREATED DEADLINE PART: opens a transaction; its files follow by cv_put, and cv_arm ends the staging.
# Whoever finds the lock also finds a guard: the transaction is there before it takes the lock.
cv_stage() {
  if [ ! -d "$cv_state/tx" ]; then
    mkdir -p "$cv_state/tx" || cv_refuse state-directory "cannot make $cv_state/tx" || return 1
  fi
  cv_tx=$cv_state/tx/$1
  if ! cv_begin "$@"; then
    cv_id=$1
    cv_abandon "cannot write to $cv_tx"
    return 1
  fi
  if ! cv_lock "$1"; then
    rm -rf "$cv_state/tx/$1"
    return 1
  fi
  cv_open "$1" && cv_next_number && printf 'number %s\n' "$cv_number" >>"$cv_tx/meta" && return 0
  cv_abandon "cannot write to $cv_tx"
}

cv_begin() {
  mkdir "$cv_tx" "$cv_tx/looks" "$cv_tx/boot" 2>/dev/null && cv_touch "$cv_tx/journal" &&
    printf 'owner %s\ncreated %s\ndeadline %s\npart %s\n' "$2" "$3" "$4" "$5" >"$cv_tx/meta" &&
    cv_know_boot && printf '%s\n' "$cv_this_boot" >"$cv_tx/boot-id" && cv_know_me &&
    printf '%s\n' "$cv_me" >"$cv_tx/guard" && cv_os_uptime &&
    printf '%s\n' "$((cv_uptime + $4))" >"$cv_tx/expires" && printf 'staged\n' >"$cv_tx/state"
}

# Transactions of a host are counted: the host's clock may be wrong, or be set between two of them.
cv_next_number() {
  cv_read "$cv_state/number"
  cv_number=$((${cv_line:-0} + 1))
  cv_write "$cv_state/number" "$cv_number"
}

# Gives a transaction up before anything on the host was changed.
cv_abandon() {
  rm -rf "$cv_tx"
  cv_refuse stage "$1"
}

# cv_put NAME [PIECE...]: a file of the transaction, from its pieces.
cv_put() {
  cv_part=$cv_tx/$1
  shift
  printf %s "$@" >"$cv_part" || cv_abandon "cannot write $cv_part"
}

# Looks, copies, takes the checkpoint, and starts the watchdog. From here on the host takes every change back by itself.
cv_arm() {
  # shellcheck source=/dev/null
  . "$cv_tx/steps"
  if ! cv_record_looks || ! cv_copy_boot_files || ! cv_tx_probe >"$cv_tx/checkpoint"; then
    cv_abandon "cannot write below $cv_tx"
    return 1
  fi
  cv_check_boot_folders || return 1
  # All of it is on the disk before anything rests on it: a confirm that a power cut has halved is finished from these
  # files.
  if ! cv_sync "$cv_tx"/* "$cv_tx"/*/* "$cv_tx" "$cv_state/tx" "$cv_state/number" "$cv_state"; then
    cv_abandon "cannot write below $cv_tx: sync failed, look at the disk"
    return 1
  fi
  cat "$cv_tx/checkpoint"
  # shellcheck disable=SC2086 # a shell and perhaps its options
  cv_os_detach ${CULVERT_SHELL:-/bin/sh} "$cv_agent" "$cv_nonce" watchdog "$cv_id"
  cv_naps=0
  until cv_get_state && [ "$cv_tx_state" != staged ]; do
    cv_naps=$((cv_naps + 1))
    [ "$cv_naps" -lt 200 ] || { cv_abandon 'the watchdog did not start'; return 1; }
    cv_nap
  done
  cv_result "state $cv_tx_state"
}

cv_record_looks() {
  cv_look=0
  while [ "$cv_look" -lt "$cv_looks" ]; do
    cv_look=$((cv_look + 1))
    printf '%s\n' "$("look_$cv_look" </dev/null)" >"$cv_tx/looks/$cv_look" || return 1
  done
}

# The next line of boot/list: NUMBER KIND MODE PATH. A path without a folder is one of the agent's own files.
cv_next_entry() {
  read -r cv_entry cv_kind cv_mode cv_path || return 1
  case $cv_path in
    /*) ;;
    *) cv_path=$cv_state/$cv_path ;;
  esac
}

# A byte copy of each boot file that the confirm will write, and in `was` what kind of thing it is.
cv_copy_boot_files() {
  while cv_next_entry; do
    if [ "$cv_kind" = folder ]; then
      cv_os_mode "$cv_path"
      printf 'folder %s\n' "$cv_file_mode" >"$cv_tx/boot/$cv_entry.was" || return 1
      continue
    fi
    cv_file_kind "$cv_path" >"$cv_tx/boot/$cv_entry.was" || return 1
    if [ -f "$cv_path" ] && [ ! -h "$cv_path" ]; then cp -p "$cv_path" "$cv_tx/boot/$cv_entry.old" || return 1; fi
  done <"$cv_tx/boot/list"
}

# What the confirm could not write is found before the first change.
cv_check_boot_folders() {
  set --
  while cv_next_entry; do set -- "$@" "$cv_path"; done <"$cv_tx/boot/list"
  [ "$#" -gt 0 ] || return 0
  # What the system can tell of it comes first: it has a reason.
  cv_unwritable=$(cv_os_fixed "$@" </dev/null 2>/dev/null | sed -n 1p)
  [ -z "$cv_unwritable" ] || { cv_abandon "cannot replace $cv_unwritable"; return 1; }
  while cv_next_entry; do
    cv_is_readable_at_boot || { cv_abandon "the host cannot read the new $cv_path"; return 1; }
    cv_try_boot_file || { cv_abandon "$cv_unwritable"; return 1; }
  done <"$cv_tx/boot/list"
}

# Whether the entry's new form can be written beside it, and whether what is there now can be written to: that
# fails for a file that is immutable or append-only, or on something mounted read-only. Nothing stays of it.
cv_try_boot_file() {
  if [ "$cv_kind" = folder ]; then return 0; fi
  cv_folder=${cv_path%/*}
  while [ -n "$cv_folder" ] && [ ! -d "$cv_folder" ]; do cv_folder=${cv_folder%/*}; done
  cv_unwritable="cannot write to ${cv_folder:-/}"
  [ -w "${cv_folder:-/}" ] || return 1
  if [ -f "$cv_path" ] && [ ! -h "$cv_path" ]; then
    cv_unwritable="cannot write to $cv_path"
    # For reading and writing: that changes nothing, and an append-only file does not take it.
    (: <> "$cv_path") 2>/dev/null || return 1
  fi
  cv_beside=$cv_folder/.culvert-new.$cv_entry
  cv_unwritable="cannot remove $cv_beside, which an earlier run has left"
  cv_remove "$cv_beside" || return 1
  cv_unwritable="cannot create files in ${cv_folder:-/}"
  if [ "$cv_kind" = regular ]; then cat "$cv_tx/boot/$cv_entry.new"; fi 2>/dev/null >"$cv_beside"
  cv_status=$?
  cv_remove "$cv_beside" && [ "$cv_status" -eq 0 ]
}

# Whether the entry's new file passes the system's own check.
cv_is_readable_at_boot() {
  [ "$cv_kind" != regular ] || cv_os_check_boot_file "$cv_path" "$cv_tx/boot/$cv_entry.new" </dev/null
}

# The process that takes the transaction back at its deadline, so long after the controller's last word. It counts the
# seconds since the boot: setting the clock changes nothing. In between it looks now and then whether there is still
# something to watch; whoever settles the transaction sends it away.
cv_watchdog() {
  cv_know_me
  cv_write "$cv_tx/guard" "$cv_me" && cv_set_state armed || return 1
  while :; do
    if [ ! -d "$cv_tx" ] || cv_is_settled; then return 0; fi
    cv_seconds_left
    [ "$cv_left" -gt 0 ] || break
    sleep "$((cv_left < 5 ? cv_left : 5))"
  done
  cv_revert deadline >/dev/null
}

# cv_renew SECONDS: the controller is there, and the watchdog's time begins anew.
cv_renew() {
  cv_get_state
  if [ -f "$cv_tx/stop" ] || ! cv_has_word 'armed applied' "$cv_tx_state"; then
    cv_refuse state "the transaction is $cv_tx_state" || return 1
  fi
  cv_begin_anew "$1" && cv_result "state $cv_tx_state"
}

cv_begin_anew() {
  cv_is_guarded || cv_refuse guard 'the watchdog is gone: nothing would take the change back' || return 1
  cv_write "$cv_tx/expires" "$((cv_uptime + $1))" || cv_refuse state-directory "cannot write to $cv_tx"
}

# Sends the watchdog of a settled transaction away, so that nothing runs on when the controller is told.
cv_dismiss() {
  if cv_is_guarded && [ "${cv_line%% *}" != "$$" ]; then cv_send_away "${cv_line%% *}"; fi
  return 0
}
