# shellcheck shell=sh
# Locks: one transaction at a time on a host, one process at a time on a transaction.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_take LINK: makes a link that says `PID START BOOT` of this process, which is alone then until it removes it.
cv_take() {
  cv_know_boot
  cv_know_me
  ln -s "$cv_me $cv_this_boot" "$1" 2>/dev/null
}

# cv_is_dead TEXT: whether the process that such a link names is no more. One that this one has killed is dead before its
# parent knows.
cv_is_dead() {
  cv_rest=${1#* }
  [ "${cv_rest#* }" != "$cv_this_boot" ] || [ "$1" = "${cv_killed:-}" ] || ! cv_is_alive "${1%% *}" "${cv_rest%% *}"
}

# cv_clear LINK: removes what a dead process has left of cv_take; false if the process lives. Of many that want to, one
# does it, and looks again first: what it saw may be gone, and the link another's. If that one dies over it, the next one
# clears its claim in the same way.
cv_clear() {
  cv_link_text "$1"
  set -- "$1" "$cv_target"
  if [ -z "$2" ]; then return 0; fi
  cv_is_dead "$2" || return 1
  if cv_take "$1.${2%% *}"; then
    cv_link_text "$1"
    if [ "$cv_target" = "$2" ]; then rm -f "$1"; fi
    rm -f "$1.${2%% *}"
  else
    cv_clear "$1.${2%% *}" || cv_nap
  fi
  return 0
}

# Takes the host's lock for transaction $1. A lock whose transaction is settled or has lost its guard is stale: it is
# settled and taken over, and the controller is told. Only one at a time takes over, and looks again first; nobody else
# changes the lock once it is there.
cv_lock() {
  ln -s "$1" "$cv_state/lock" 2>/dev/null && return 0
  cv_is_stale || return 1
  cv_naps=0
  until cv_take "$cv_state/takeover"; do
    # Whoever is at it is seen by its lock when it is done.
    cv_naps=$((cv_naps + 1))
    [ "$cv_naps" -lt 40 ] || cv_refuse locked 'somebody else takes over a stale lock just now' || return 1
    if cv_clear "$cv_state/takeover"; then cv_is_stale || return 1; else cv_nap; fi
  done
  cv_take_over "$1"
  cv_status=$?
  rm -f "$cv_state/takeover"
  return "$cv_status"
}

# Whether the lock keeps nobody out; if it does, the controller is told whose it is.
cv_is_stale() {
  cv_link_text "$cv_state/lock"
  cv_holder=$cv_target
  if [ -z "$cv_holder" ]; then
    cv_refuse state-directory "cannot write to $cv_state"
  elif cv_open "$cv_holder" && ! cv_is_settled && cv_is_guarded; then
    cv_section locked cv_describe
    cv_refuse locked "transaction $cv_holder is under way"
  fi
}

cv_take_over() {
  cv_is_stale || return 1
  if cv_open "$cv_holder" && ! cv_is_settled; then
    cv_settle
    cv_section taken-over cv_describe
  fi
  rm -f "$cv_state/lock.new"
  if ln -s "$1" "$cv_state/lock.new" && mv -f "$cv_state/lock.new" "$cv_state/lock"; then return 0; fi
  cv_refuse state-directory "cannot write to $cv_state"
}

# cv_busy SECONDS [anyway]: waits until no other process works on the transaction, then this one does. Past the seconds
# the other one is ended: it hangs. A confirm is never ended: it only writes files, and what it began has to be finished.
# Where the disk takes nothing any more, only what has to be done anyway goes on.
cv_busy() {
  cv_waited=0
  cv_tries=0
  until cv_take "$cv_tx/busy"; do
    if [ ! -d "$cv_tx" ]; then cv_refuse gone "somebody has removed $cv_tx" || return 1; fi
    if cv_clear "$cv_tx/busy"; then
      # Nobody holds it, and it cannot be taken: the disk is full or read-only.
      cv_tries=$((cv_tries + 1))
      if [ "$cv_tries" -ge 20 ]; then
        [ -z "${2:-}" ] || return 0
        cv_refuse state-directory "cannot write to $cv_tx" || return 1
      fi
    else
      cv_get_state
      if [ "$cv_waited" -ge "$1" ] && { [ "$cv_tx_state" != confirming ] || [ "$cv_waited" -ge 300 ]; }; then
        cv_link_text "$cv_tx/busy"
        cv_killed=$cv_target
        cv_kill_tree KILL "${cv_killed%% *}"
      fi
      sleep 1
      cv_waited=$((cv_waited + 1))
    fi
  done
}

cv_free() { rm -f "$cv_tx/busy"; }

# cv_kill_tree SIGNAL PID: ends a process and all that it started, found through their parents' numbers.
cv_kill_tree() {
  if [ -z "$2" ]; then return 0; fi
  # shellcheck disable=SC2046 # numbers, one a word
  kill -s "$1" "$2" $(cv_os_processes | awk -v root="$2" '
    { parent[$1] = $2 }
    END { for (p in parent) { for (q = parent[p]; q in parent && q != root; q = parent[q]) if (q == parent[q]) break
          if (q == root) print p } }') 2>/dev/null
  return 0
}

# cv_send_away PID: ends a process that cv_os_detach has started, and what that has started: most often they are a group of
# their own, which is sooner found than who is whose child. (A sleep that a trap could end by itself would be a job that
# `wait` waits for: busybox 1.35 then waits for good, and nothing would be taken back.)
cv_send_away() {
  # -1 would be every process that there is.
  if [ "$1" -gt 1 ]; then kill -TERM "-$1" 2>/dev/null || cv_kill_tree TERM "$1"; fi
}
