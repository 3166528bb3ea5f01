# shellcheck shell=sh
# culvert's agent: what the controller runs on a host, and what undoes a change there when the controller cannot.
#
# POSIX sh without extensions (dash, busybox, bash --posix, mksh, ksh93, and the ksh88 that is Solaris 10's
# /usr/xpg4/bin/sh). The file defines functions and does nothing by itself; the part for the host's system follows it.
# It comes to the host in two ways: on the standard input of a shell (a probe leaves nothing on the host), and as a
# file in the state directory (a transaction needs one for its watchdog). For a look (probe, list, show, status) only what
# is in front of the line of equals signs is sent, here and in the part for the system.
#
# A transaction lives in $cv_state/tx/ID:
#   state      staged, armed, applied, confirming, confirmed, reverting, reverted, revert-failed
#   steps      the steps as shell functions: do_N, undo_N, look_K, and phase_N, look_of_N, title_N
#   journal    `intent N` before step N runs, `done N STATUS` after it
#   looks/     what look K showed at stage (K), and before step N (before.N)
#   boot/      list, N.new and N.old: boot files as they are to be, and byte copies of what they are
#   checkpoint the probe's output before the first change; after: that after the confirm
#   guard      the process that undoes the transaction at its deadline: its pid and when it started
# One transaction at a time holds $cv_state/lock, a symbolic link whose text is its id: made and read in one step. The
# link stays when the transaction is settled, and then keeps nobody out; who comes next replaces it.
#
# What shell functions share is in global variables (POSIX sh has no others); each starts with cv_.
# shellcheck disable=SC2154 # those that the part for the system and the file `steps` assign

umask 077
unset cv_this_boot cv_killed cv_me cv_outcome
cv_protocol=1
cv_state=${CULVERT_STATE_DIR:-${cv_state_folder:-/var/lib/culvert}}
cv_keep=20
cv_settled='confirmed reverted revert-failed'

# ---------------------------------------------------------------- what is printed
# Lines of the agent's own carry a word that the controller chose for this call, so that neither a login banner nor a
# file's text can be taken for one.
cv_say() { printf '%%culvert %s %s\n' "$cv_nonce" "$*"; }

# cv_section NAME COMMAND...: the output of a command, then its name and exit status. The same line ends what the command wrote to
# standard error: the controller shows that with an error, and no parser reads it.
cv_section() {
  cv_section_name=$1
  shift
  "$@" </dev/null
  cv_section_status=$?
  echo
  cv_say section "$cv_section_name" "$cv_section_status"
  echo "
%culvert $cv_nonce section $cv_section_name $cv_section_status" >&2
}

# cv_result LINE...: the answer of a verb, `KEY VALUE` in each line.
cv_result() { cv_section result printf '%s\n' "$@"; }

# cv_refuse REASON TEXT: the answer of a verb that did nothing.
cv_refuse() {
  cv_result "refused $1" "text $2"
  return 1
}

cv_has_word() {
  case " $1 " in
    *" $2 "*) return 0 ;;
  esac
  return 1
}

# ---------------------------------------------------------------- files
# The state of a boot file: absent, a link with its text, or its mode (`644`, or `644:1000` where its owner is not root) and
# bytes (in hexadecimal: any byte comes over).
cv_file_state() {
  cv_file_kind "$1"
  if [ -f "$1" ] && [ ! -h "$1" ]; then od -A n -v -t x1 <"$1"; fi
}

# The same without the bytes.
cv_file_kind() {
  if [ -h "$1" ]; then
    cv_os_link_target "$1"
    printf 'link %s\n' "$cv_target"
  elif [ -f "$1" ]; then
    cv_os_mode "$1"
    printf 'regular %s\n' "$cv_file_mode"
  elif [ -e "$1" ]; then
    echo other
  else
    echo absent
  fi
}

# cv_write FILE TEXT: in one step, so that a reader sees the old text or the new one.
cv_write() { printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"; }

# cv_touch FILE: makes it. (`: >FILE` would end the shell where that cannot be done.)
cv_touch() { printf '' >"$1"; }

# cv_read FILE: its first line in $cv_line; empty where there is none.
cv_read() {
  cv_line=
  # Somebody else may take it away between the two.
  if [ -r "$1" ]; then { read -r cv_line <"$1"; } 2>/dev/null; fi
  return 0
}

# cv_echo FILE: cv_print for a few lines, without a process where printf is the shell's own.
cv_echo() {
  if [ -r "$1" ]; then
    { while IFS= read -r cv_line; do printf '%s\n' "$cv_line"; done <"$1"; } 2>/dev/null
  fi
  return 0
}

# cv_os_check_boot_file PATH NEW: whether the system can read a new boot file; a part for a system may know better.
cv_os_check_boot_file() { :; }

# cv_os_fixed PATH...: `PATH: REASON` of each that cannot be replaced by another file of its name, whoever tries.
cv_os_fixed() { :; }

# cv_os_evidence ARGUMENT...: what the system tells of the packets that came to it.
cv_os_evidence() { :; }

# cv_folders FILE...: `folder MODE PATH` of each folder above these files that somebody else than root can change. What the
# boot reads is root's to write only, the folders too: who can write to one can put another file there.
cv_folders() {
  cv_list=
  for cv_name in "$@"; do
    while [ "$cv_name" != / ]; do
      cv_name=${cv_name%/*}
      cv_name=${cv_name:-/}
      case " $cv_list " in *" ${cv_name%/}/ "*) break ;; esac
      if [ -d "$cv_name" ]; then cv_list="$cv_list ${cv_name%/}/"; fi
    done
  done
  # shellcheck disable=SC2034,SC2086 # trust.sh reads it; names without blanks, each with a slash behind it: a link is followed
  cv_listed=$(cv_owners $cv_list)
  while cv_next_owner; do
    case $cv_uid$cv_bits in
      0?????[!w]??[!w]*) ;;
      *)
        cv_name=/${cv_line#*/}
        if [ "$cv_name" != / ]; then cv_name=${cv_name%/}; fi
        cv_os_mode "$cv_name/"
        printf 'folder %s %s\n' "$cv_file_mode" "$cv_name"
        ;;
    esac
  done
}

# What tells who changed something, for a part that knows its system: `OWNER TIME` of a file, the names of the programs
# that run, the logs of commands, and what was installed, with times.
cv_os_stamp() { return 1; }
cv_os_programs() { :; }
cv_os_logs() { :; }
cv_os_packages() { :; }
# What other programs report of what they did.
cv_os_reports() { :; }

# cv_os_label PATH: gives a file that is now in its place what the system keeps with a path.
cv_os_label() { :; }

# cv_os_purge: removes what the part for a system keeps outside the state directory.
cv_os_purge() { :; }

# cv_os_is_same FILE TEXT: whether a look shows what it showed when the file was written; a part for a system may leave out what has
# gone by itself meanwhile.
cv_os_is_same() { cv_is_text "$1" "$2"; }

# cv_is_text FILE TEXT: whether the file holds this text and one newline. A process less than $(cat FILE).
cv_is_text() {
  cv_text=
  cv_lines=0
  while IFS= read -r cv_line; do
    if [ "$cv_lines" -gt 0 ]; then cv_text="$cv_text
$cv_line"; else cv_text=$cv_line; fi
    cv_lines=$((cv_lines + 1))
  done <"$1"
  [ "$cv_lines" -gt 0 ] && [ "$cv_text" = "$2" ]
}

# cv_sync FILE...: puts files, or the entries of folders, on the disk; those that are there. What cannot be put there is not
# written: the status decides. (cv_os_sync of the part for a system says by what.)
cv_sync() {
  cv_first=yes
  for cv_synced in "$@"; do
    if [ "$cv_first" = yes ]; then set --; fi
    cv_first=no
    if [ -e "$cv_synced" ]; then set -- "$@" "$cv_synced"; fi
  done
  [ "$#" -eq 0 ] || cv_os_sync "$@"
}

cv_nap() { sleep 0.05 2>/dev/null || sleep 1; }

# ---------------------------------------------------------------- one transaction
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

# ---------------------------------------------------------------- what is kept, and how it is asked for
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

# ---------------------------------------------------------------- the door
# cv_main NONCE VERB ARGUMENTS...
cv_main() {
  cv_nonce=$1
  cv_verb=$2
  shift 2
  cv_say begin "$cv_protocol" "$cv_verb"
  echo "%culvert $cv_nonce begin" >&2
  if { [ -h "$cv_state" ] || [ -e "$cv_state" ]; } && ! cv_is_trusted "$cv_state"; then
    cv_refuse untrusted "$cv_distrusted"
    cv_say end
    return 1
  fi
  case $cv_verb in
    probe) cv_probe "$@" ;;
    probe-clients)
      cv_probe "$@"
      cv_os_clients
      ;;
    list) cv_section list cv_list ;;
    purge) cv_purge ;;
    connections) cv_section connections cv_os_connections "$@" ;;
    evidence) cv_os_evidence "$@" ;;
    traces) cv_traces "$@" ;;
    release) cv_release "$1" ;;
    guard)
      trap '' HUP INT PIPE
      cv_open_held "$1"
      cv_guard_held "$2" >/dev/null
      ;;
    *)
      # What a transaction has begun goes on when the login ends.
      trap '' HUP INT PIPE
      if cv_open "$1"; then
        shift
        cv_transaction_verb "$@"
      else
        cv_refuse unknown "there is no transaction $1 on this host"
      fi
      ;;
  esac
  cv_say end
}

cv_transaction_verb() {
  case $cv_verb in
    watchdog) cv_watchdog >/dev/null ;;
    apply) cv_apply "$1" "$2" && cv_probe_again ;;
    renew) cv_renew "$1" ;;
    confirm) cv_confirm && cv_probe_again "$cv_tx/after" ;;
    revert) cv_revert "$1" ;;
    settle) if cv_is_settled || cv_is_guarded; then :; else cv_settle; fi && cv_section pending cv_describe ;;
    status) cv_section pending cv_describe ;;
    show) cv_show ;;
    *) cv_refuse verb "this agent does not know '$cv_verb'" ;;
  esac
}

# ================================================================ what a look at a host does not need

# cv_os_clients: what becomes of packets from and to clients, for a part that knows its system.
cv_os_clients() { :; }

# ---------------------------------------------------------------- locks
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

# ---------------------------------------------------------------- stage and arm
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

# ---------------------------------------------------------------- apply
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

# ---------------------------------------------------------------- confirm
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

# All that needs room is on the disk before the first file takes an old one's place: on a disk that is full by then, no old
# one could be put back.
cv_write_boot_files() {
  set -- "$cv_tx"
  cv_touch "$cv_tx/unrestored" || return 1
  while cv_next_entry; do
    if ! cv_is_readable_at_boot || ! cv_prepare_boot_file "$cv_kind" "$cv_mode" "$cv_tx/boot/$cv_entry.new"; then
      cv_unwritable=$cv_path
      return 1
    fi
    if [ "$cv_kind" = regular ]; then set -- "$@" "$cv_new"; fi
  done <"$cv_tx/boot/list"
  cv_prepare_end && cv_sync "$@" "$cv_tx/state.end" "$cv_tx/last.end" || return 1
  set -- "$cv_tx"
  while cv_next_entry; do
    if ! cv_place_boot_file "$cv_kind" "$cv_mode"; then
      cv_unwritable=$cv_path
      return 1
    fi
    if [ -d "${cv_path%/*}" ]; then set -- "$@" "${cv_path%/*}"; fi
  done <"$cv_tx/boot/list"
  cv_sync "$@" || return 1
  cv_tell_boot
  return 0
}

# Tells the system that its boot files have changed, if any but the agent's own has. What it says to that decides nothing:
# the files are what the next boot reads.
cv_tell_boot() {
  while cv_next_entry; do
    case $cv_path in
      "$cv_state"/*) ;;
      *)
        cv_os_boot_written
        return 0
        ;;
    esac
  done <"$cv_tx/boot/list"
  return 0
}

# The name beside a boot file that its new form has first: one that no boot reads.
cv_name_new() { cv_new=${cv_path%/*}/.culvert-new.$cv_entry; }

# Removes the entry's new form; one that stays is written down, and doctor names it.
cv_drop_new() {
  cv_name_new
  cv_remove "$cv_new"
}

# cv_remove PATH: a file of culvert's own that nobody needs any more; below the state directory also a folder.
cv_remove() {
  if [ ! -h "$1" ] && [ ! -e "$1" ]; then return 0; fi
  case $1 in
    "$cv_state"/*)
      rm -rf "$1" 2>/dev/null
      return
      ;;
  esac
  rm -f "$1" 2>/dev/null && return 0
  grep -Fqx -e "$1" "$cv_state/leftovers" 2>/dev/null || printf '%s\n' "$1" 2>/dev/null >>"$cv_state/leftovers"
  return 1
}

# cv_prepare_boot_file KIND MODE SOURCE: makes the entry's new form beside the old one, in $cv_new; where it cannot be
# made, nothing of it stays. The folder is made where it is missing.
cv_prepare_boot_file() {
  cv_drop_new || return 1
  if [ "$1" = folder ]; then return 0; fi
  # A folder can neither be replaced nor be what there was: mv would move into it.
  if [ -d "$cv_path" ] && [ ! -h "$cv_path" ]; then return 1; fi
  if [ "$1" = absent ]; then return 0; fi
  [ -d "${cv_path%/*}" ] || cv_make_folder "${cv_path%/*}" || return 1
  if "cv_make_$1" "$2" "$3"; then return 0; fi
  cv_drop_new
  return 1
}

cv_make_link() {
  cv_read "$2"
  ln -s "$cv_line" "$cv_new"
}

cv_make_regular() {
  # What it has besides its bytes, its mode and its owner stays as it is: its group, for one. Not where somebody else could
  # write to it, who may have it open.
  if [ -f "$cv_path" ] && [ ! -h "$cv_path" ]; then
    cv_os_mode "$cv_path"
    case $cv_file_mode in
      *:* | *[2367] | *[2367]?) ;;
      *) cp -p "$cv_path" "$cv_new" || return 1 ;;
    esac
  fi
  cat "$2" >"$cv_new" && cv_set_access "$1" "$cv_new"
}

# cv_set_access MODE[:OWNER] PATH: the owner is root where none is named.
cv_set_access() {
  cv_owner=0
  case $1 in *:*) cv_owner=${1#*:} ;; esac
  cv_has_owner=0
  cv_os_mode "$2"
  case $cv_file_mode in *:"$cv_owner") cv_has_owner=$cv_owner ;; *:*) cv_has_owner=other ;; esac
  if [ "$cv_has_owner" != "$cv_owner" ]; then chown "$cv_owner" "$2" || return 1; fi
  chmod "${1%%:*}" "$2"
}

# A folder that was not there is written down, to go again with what is in it.
cv_make_folder() {
  (umask 022 && mkdir -p "$1") && printf '%s\n' "$1" >>"$cv_state/folders"
}

# cv_drop_folder FOLDER: where culvert made it, and it is empty.
cv_drop_folder() {
  case $1 in
    */culvert) ;;
    *) grep -Fqx -e "$1" "$cv_state/folders" 2>/dev/null || return 0 ;;
  esac
  if rmdir "$1" 2>/dev/null && [ -e "$cv_state/folders" ]; then
    grep -Fvx -e "$1" "$cv_state/folders" >"$cv_state/.folders"
    mv -f "$cv_state/.folders" "$cv_state/folders"
  fi
  return 0
}

# cv_place_boot_file KIND MODE: in one step.
cv_place_boot_file() {
  if [ "$1" = folder ]; then
    cv_set_access "$2" "$cv_path"
    return
  fi
  cv_name_new
  if [ "$1" = absent ]; then
    if [ -h "$cv_path" ] || [ -e "$cv_path" ]; then rm -f "$cv_path" || return 1; fi
    cv_drop_folder "${cv_path%/*}"
    return 0
  fi
  # mv would move into a folder that a link at this place leads to.
  if [ -h "$cv_path" ] && [ -d "$cv_path" ]; then rm -f "$cv_path" || return 1; fi
  mv -f "$cv_new" "$cv_path" && cv_os_label "$cv_path"
}

# Puts back what cv_copy_boot_files copied, as far as it can. The file `unrestored` stays where some could not be, and
# whoever takes the transaction back tries again.
cv_restore_boot_files() {
  set -- "$cv_tx"
  cv_restored=yes
  while cv_next_entry; do
    if ! cv_boot_file_stands; then cv_restore_boot_file || cv_restored=no; fi
    cv_drop_new
    if [ -d "${cv_path%/*}" ]; then set -- "$@" "${cv_path%/*}"; fi
  done <"$cv_tx/boot/list"
  cv_sync "$@" || cv_restored=no
  cv_tell_boot
  if [ "$cv_restored" = yes ]; then rm -f "$cv_tx/unrestored"; fi
  [ "$cv_restored" = yes ]
}

cv_restore_boot_file() {
  if [ "$cv_was" = link ]; then printf '%s\n' "$cv_detail" >"$cv_tx/boot/$cv_entry.old"; fi
  [ "$cv_was" != other ] && cv_prepare_boot_file "$cv_was" "$cv_detail" "$cv_tx/boot/$cv_entry.old" || return 1
  if [ "$cv_was" = regular ]; then cv_sync "$cv_new" || return 1; fi
  cv_place_boot_file "$cv_was" "$cv_detail"
}

# ---------------------------------------------------------------- revert
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

# ---------------------------------------------------------------- hold: what a host does for a while only
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

# ---------------------------------------------------------------- what is thrown away
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

# ---------------------------------------------------------------- traces: who may have changed something here, and when
# cv_traces TERM...: what is kept of it. A term that begins with a slash is a file. Nothing is changed, and no list is
# longer than its last 60 lines, no line longer than 400 characters.
cv_traces() {
  cv_section clock cv_clock
  cv_section stamps cv_stamps "$@"
  cv_section programs cv_programs
  cv_section mentions cv_mentions "$@"
  cv_section logs cv_logs "$@"
  cv_section packages cv_last_lines cv_os_packages
  cv_terms=$(printf '%s\n' "$@")
  cv_section reports cv_last_lines cv_report_lines
  cv_section logins cv_last_lines cv_logins
}

# This moment, and whether the host was started anew since its last confirmed transaction.
cv_clock() {
  date '+local %Y-%m-%d %H:%M:%S'
  date -u '+utc %Y-%m-%d %H:%M:%S'
  cv_os_uptime && printf 'uptime %s\n' "$cv_uptime"
  cv_read "$cv_state/last"
  if cv_open "$cv_line"; then
    if cv_is_same_boot; then echo 'restarted no'; else echo 'restarted yes'; fi
  fi
}

# cv_last_lines COMMAND...: the last of its lines, each cut off where it is too long.
cv_last_lines() {
  "$@" 2>/dev/null | awk '
    { line[NR % 60] = substr($0, 1, 400) }
    END { for (number = NR - 59; number <= NR; number++) if (number > 0) print line[number % 60] }'
}

# The latest come first.
cv_logins() { last | sed 60q; }

# `OWNER TIME FILE`, or of its folder, with a slash behind it, where it is gone.
cv_stamps() {
  for cv_term in "$@"; do
    case $cv_term in
      /*)
        cv_stamped=$cv_term
        if [ ! -e "$cv_term" ] && [ ! -h "$cv_term" ]; then cv_stamped=${cv_term%/*}/; fi
        cv_stamp=$(cv_os_stamp "$cv_stamped") && printf '%s %s\n' "$cv_stamp" "$cv_stamped"
        ;;
    esac
  done
  return 0
}

# Those programs that run which are known to change what culvert sets.
cv_programs() {
  cv_os_programs 2>/dev/null | sed 's|^.*/||' | sort -u | while read -r cv_program cv_line; do
    case $cv_program in
      keepalived | ldirectord | kube-proxy | kube-router | NetworkManager | systemd-network | wickedd | wickedd-nanny | dhcpcd | dhclient | \
        udhcpc | firewalld | dockerd | libvirtd | virtnetworkd | tuned | puppet | puppet-agent | chef-client | cinc-client | salt-minion | \
        cf-execd | cf-agent)
        echo "$cv_program"
        ;;
    esac
  done
}

# `FILE TERM`: what of others speaks of a term.
cv_mentions() {
  for cv_file in /etc/keepalived/keepalived.conf /etc/keepalived/*.conf /etc/ha.d/ldirectord.cf /etc/network/interfaces \
    /etc/network/interfaces.d/* /etc/systemd/network/*.net* /etc/NetworkManager/system-connections/* /etc/netplan/*.yaml \
    /etc/sysconfig/network-scripts/ifcfg-* /etc/sysctl.conf /etc/sysctl.d/*.conf \
    /run/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf /etc/ldirectord.cf /etc/sysconfig/network/ifcfg-* /etc/rc.local /etc/crontab /etc/cron.d/*; do
    case $cv_file in */*-culvert.* | */99-zz-culvert*) continue ;; esac
    if [ -f "$cv_file" ] && [ -r "$cv_file" ]; then
      for cv_term in "$@"; do
        if cv_speaks_of "$cv_term" "$cv_file"; then printf '%s %s\n' "$cv_file" "$cv_term"; fi
      done
    fi
  done
  return 0
}

# What follows a remark's sign does not count.
cv_speaks_of() { sed 's/#.*//' "$2" 2>/dev/null | grep -F -e "$1" >/dev/null 2>&1; }

# Commands that somebody ran as root and that speak of a term, as the system's logs have them.
cv_logs() {
  cv_terms=$(printf '%s\n' "$@")
  cv_last_lines cv_log_lines
}

cv_report_lines() { cv_os_reports | grep -F -e "$cv_terms"; }

cv_log_lines() {
  cv_os_logs | grep -F -e sudo -e doas -e ansible -e puppet -e chef -e salt | grep -F -e "$cv_terms"
}
