# shellcheck shell=sh
# Hold: what a host does for a while only.
# shellcheck disable=SC2034,SC2119,SC2120,SC2154 # what other files of the agent read, and what they assign

# A held thing is a folder $cv_state/held/ID. `how` has the shell functions held_do, held_look and held_undo, and ends with
# `# end`: a power cut may have left less of it, and then nothing that it has done is there any more. `guard` names
# the process that takes it back when its time is over. Such things do not get in each other's way, and need no lock. What
# a killed guard has left is taken back by whoever holds something next.

# cv_open_held ID
cv_open_held() { cv_held=$cv_state/held/$1; }

# cv_hold ID SECONDS, with `how` on standard input.
cv_hold() {
  cv_clear_held
  cv_open_held "$1"
  cv_know_boot
  cv_know_me
  # Under a name that is not looked at, until it has a guard.
  set -- "$1" "$2" "$cv_state/held/.$1"
  if ! mkdir -p "$3" || ! cv_write "$3/guard" "$cv_me $cv_this_boot" || ! cat >"$3/how" || ! mv "$3" "$cv_held"; then
    rm -rf "$3"
    cv_refuse state-directory "cannot write to $cv_held" || return 1
  fi
  # shellcheck disable=SC2086 # a shell and perhaps its options
  cv_os_detach ${CULVERT_SHELL:-/bin/sh} "$cv_agent" "$cv_nonce" guard "$1" "$2"
  cv_naps=0
  until cv_read "$cv_held/guard" && [ "${cv_line%% *}" != "$$" ]; do
    cv_naps=$((cv_naps + 1))
    if [ "$cv_naps" -ge 200 ]; then
      rm -rf "$cv_held"
      cv_refuse guard 'the process that would take it back did not start' || return 1
    fi
    cv_nap
  done
  # shellcheck source=/dev/null
  . "$cv_held/how"
  if held_do >"$cv_held/out" 2>&1 </dev/null; then
    if [ -r "$cv_held/how" ]; then
      cv_result 'state held'
      return 0
    fi
    # Somebody has taken it back before it was all done.
    held_undo >/dev/null 2>&1 </dev/null
    cv_refuse hold 'its time was over' || return 1
  fi
  cv_refuse hold "$(sed -n 1,5p "$cv_held/out" | tr '\n' ' ')"
  cv_let_go
  return 1
}

# cv_guard_held SECONDS: waits, and takes it back unless somebody has.
cv_guard_held() {
  cv_know_boot
  cv_know_me
  cv_write "$cv_held/guard" "$cv_me $cv_this_boot" || return 1
  cv_os_uptime
  cv_end=$((cv_uptime + $1))
  while [ -d "$cv_held" ] && [ "$cv_uptime" -lt "$cv_end" ]; do
    sleep 1
    cv_os_uptime
  done
  cv_let_go
}

# cv_release ID: what is to be seen of it, and then it is taken back.
cv_release() {
  cv_open_held "$1"
  if [ ! -r "$cv_held/how" ]; then cv_refuse unknown 'its time was over' || return 1; fi
  # shellcheck source=/dev/null
  . "$cv_held/how"
  cv_section held held_look
  cv_let_go
  cv_result 'state released'
}

# Takes it back, and sends its guard away.
cv_let_go() {
  if [ "$(sed -n '$p' "$cv_held/how" 2>/dev/null)" = '# end' ]; then
    # shellcheck source=/dev/null
    . "$cv_held/how"
    held_undo >/dev/null 2>&1 </dev/null
  fi
  cv_know_boot
  cv_read "$cv_held/guard"
  rm -rf "$cv_held"
  rmdir "$cv_state/held" 2>/dev/null
  if [ "${cv_line%% *}" != "$$" ] && ! cv_is_dead "$cv_line"; then cv_send_away "${cv_line%% *}"; fi
  return 0
}

# cv_clear_held [all]: takes back what nobody guards, or all.
cv_clear_held() {
  cv_know_boot
  for cv_held in "$cv_state"/held/*; do
    cv_read "$cv_held/guard"
    if [ -n "${1:-}" ] || cv_is_dead "$cv_line"; then cv_let_go; fi
  done
}
