# shellcheck shell=sh
# culvert's agent: what the controller runs on a host, and what undoes a change there when the controller cannot.
#
# POSIX sh without extensions (dash, busybox, bash --posix, mksh, ksh93, and the ksh88 that is Solaris 10's
# /usr/xpg4/bin/sh). Its files define functions and do nothing by themselves; those of the host's system follow them.
# It comes to the host in two ways: on the standard input of a shell (a probe leaves nothing on the host), and as one
# file in the state directory (a transaction needs it for its watchdog). For a look (probe, list, show, status) only some
# of the files are sent: AgentFiles.swift says which.
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
