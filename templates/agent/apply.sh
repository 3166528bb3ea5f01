# shellcheck shell=sh
# Apply: the steps of a phase, each written down before it is run.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_apply PHASE SECONDS: the steps of one phase, each with its intent in the journal before it runs.
cv_apply() {
  cv_get_state
  case $cv_tx_state in
    armed | applied) ;;
    *) cv_refuse state "the transaction is $cv_tx_state" || return 1 ;;
  esac
  cv_begin_anew "$2" || return 1
  cv_busy 5 || return 1
  # shellcheck source=/dev/null
  . "$cv_tx/steps"
  cv_read_journal
  cv_step=0
  while [ "$cv_step" -lt "$cv_steps" ]; do
    cv_step=$((cv_step + 1))
    eval "cv_phase=\$phase_$cv_step"
    if [ "$cv_phase" = "$1" ]; then
      cv_run_step || { cv_free; return 1; }
    fi
  done
  printf 'phase %s\n' "$1" >>"$cv_tx/journal" && cv_set_state applied
  cv_free
  cv_result 'state applied'
}

cv_run_step() {
  # A confirm that has begun is finished.
  if [ "$cv_phase" != 0 ] && [ -f "$cv_tx/stop" ]; then
    cv_refuse stopped 'the transaction is being taken back'
    return 1
  fi
  eval "cv_look=\$look_of_$cv_step"
  cv_seen=$("look_$cv_look" </dev/null)
  printf '%s\n' "$cv_seen" >"$cv_tx/looks/before.$cv_step"
  if ! cv_has_word "$cv_touched" "$cv_look" && ! cv_os_is_same "$cv_tx/looks/$cv_look" "$cv_seen"; then
    eval "cv_result 'refused moved' \"step $cv_step\" \"title \$title_$cv_step\""
    return 1
  fi
  cv_touched="$cv_touched $cv_look"
  printf 'intent %s %s\n' "$cv_step" "$cv_look" >>"$cv_tx/journal" || return 1
  # What is done live a power cut takes back; what the next start sees, it does not.
  if [ "$cv_phase" = 0 ]; then
    cv_sync "$cv_tx/looks/before.$cv_step" "$cv_tx/looks" "$cv_tx/journal" || return 1
  fi
  cv_do_step
}

cv_do_step() {
  "do_$cv_step" >"$cv_tx/out" 2>&1 </dev/null
  cv_status=$?
  printf 'done %s %s\n' "$cv_step" "$cv_status" >>"$cv_tx/journal"
  if [ "$cv_status" -ne 0 ]; then
    eval "cv_result 'failed step' \"step $cv_step\" \"title \$title_$cv_step\" \"status $cv_status\""
    cv_section step-output sed -n 1,50p "$cv_tx/out"
    return 1
  fi
}

# What the journal tells: the looks whose things a step has already changed, in $cv_touched, the steps that were begun,
# in $cv_intended, and the phases that were done, in $cv_done_phases.
cv_read_journal() {
  cv_touched=
  cv_intended=
  cv_done_phases=
  while read -r cv_word cv_number cv_look; do
    case $cv_word in
      intent)
        cv_touched="$cv_touched $cv_look"
        cv_intended="$cv_intended $cv_number"
        ;;
      phase) cv_done_phases="$cv_done_phases $cv_number" ;;
    esac
  done <"$cv_tx/journal"
}

# The transaction's probe once more, into the answer and, where named, a file.
cv_probe_again() {
  # shellcheck source=/dev/null
  . "$cv_tx/steps"
  if [ -n "${1:-}" ]; then cv_tx_probe | tee "$1"; else cv_tx_probe; fi
}
