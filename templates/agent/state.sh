# shellcheck shell=sh
# One transaction: where it lies, what state it is in, and who guards it.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

cv_settled='confirmed reverted revert-failed'

# cv_open ID: makes it the one that the functions below speak of.
cv_open() {
  cv_id=$1
  cv_tx=$cv_state/tx/$1
  [ -n "$1" ] && [ -d "$cv_tx" ]
}

cv_set_state() { cv_write "$cv_tx/state" "$1"; }

# After a power cut the file may be empty. It is on the disk before the first change and before the first boot file, so the
# host is then as it was.
cv_get_state() {
  cv_read "$cv_tx/state"
  cv_tx_state=${cv_line:-staged}
}

cv_is_settled() {
  cv_get_state
  cv_has_word "$cv_settled" "$cv_tx_state"
}

# This boot's word, in $cv_this_boot. It may change $cv_line.
cv_know_boot() { [ -n "${cv_this_boot:-}" ] || cv_os_boot_id; }

# This process as others know it, in $cv_me: `PID START`. A pid alone may be another process's by now: pids are used again,
# and a container that restarts begins anew with low ones.
cv_know_me() {
  if [ -z "${cv_me:-}" ]; then
    cv_os_started "$$"
    cv_me="$$ $cv_started"
  fi
}

# cv_os_started PID: when the process started, in $cv_started: a number of whatever unit; empty where there is no such
# process. Numbers of one process differ by no more than $cv_started_slack. It may change $cv_uptime to that of
# this moment.
cv_started_slack=0

# cv_elapsed [[DAYS-]HOURS:]MINUTES:SECONDS: as ps(1) prints times, in seconds in $cv_elapsed.
cv_elapsed() {
  cv_rest=${1##* }
  cv_elapsed=0
  case $cv_rest in '' | *[!0-9:-]* | *-*-* | *:*:*:*) return 1 ;; esac
  cv_number=0
  case $cv_rest in *-*) cv_number=${cv_rest%%-*} ;; esac
  cv_rest=${cv_rest#*-}:
  while [ -n "$cv_rest" ]; do
    cv_part=${cv_rest%%:*}
    cv_part=${cv_part#0}
    cv_elapsed=$((cv_elapsed * 60 + ${cv_part:-0}))
    cv_rest=${cv_rest#*:}
  done
  cv_number=${cv_number#0}
  cv_elapsed=$((cv_elapsed + ${cv_number:-0} * 86400))
}

# cv_is_alive PID START: whether the process that had this pid then is still there. Where the start was not written down (by
# an agent of an earlier version), nothing is known to be alive, and nothing is sent a signal.
cv_is_alive() {
  case ${1:-x}${2:-x} in *[!0-9]*) return 1 ;; esac
  kill -0 "$1" 2>/dev/null || return 1
  cv_os_started "$1"
  [ -n "$cv_started" ] && [ "$((cv_started - $2))" -le "$cv_started_slack" ] &&
    [ "$(($2 - cv_started))" -le "$cv_started_slack" ]
}

# Whether the host has not been started anew since the stage.
cv_is_same_boot() {
  cv_know_boot
  cv_read "$cv_tx/boot-id"
  [ "$cv_line" = "$cv_this_boot" ]
}

# Whether the process that would undo the transaction still lives. One that is long past its deadline hangs.
cv_is_guarded() {
  cv_is_same_boot || return 1
  cv_seconds_left
  [ "$cv_left" -gt -60 ] || return 1
  cv_read "$cv_tx/guard"
  cv_is_alive "${cv_line%% *}" "${cv_line#* }"
}

# Seconds to the deadline, in $cv_left. What was written down before a reboot counts from another zero.
cv_seconds_left() {
  cv_left=0
  cv_is_same_boot || return 0
  cv_os_uptime
  cv_read "$cv_tx/expires"
  cv_left=$((${cv_line:-0} - cv_uptime))
}

# What the controller is told of a transaction that is not settled. One that was taken back just now is, also where that could
# not be written down.
cv_describe() {
  cv_get_state
  if ! cv_has_word "$cv_settled" "$cv_tx_state"; then cv_tx_state=${cv_outcome:-$cv_tx_state}; fi
  if cv_is_guarded; then cv_guard=alive; else cv_guard=gone; fi
  cv_seconds_left
  printf 'id %s\nstate %s\nguard %s\nleft %s\n' "$cv_id" "$cv_tx_state" "$cv_guard" "$cv_left"
  cv_echo "$cv_tx/meta"
}

# cv_link_text PATH: what a symbolic link says, in $cv_target; empty where there is none.
cv_link_text() {
  cv_target=
  if [ -h "$1" ]; then cv_os_link_target "$1" 2>/dev/null; fi
  return 0
}
