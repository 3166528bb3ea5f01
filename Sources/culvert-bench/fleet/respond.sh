# respond.sh ROOT: what sshd does in place of the command that a host of the fleet is asked to run. Sourced by the login
# shell, so that no other process starts: on a real host the agent does the work, on a processor of its own.
# shellcheck shell=sh
# SSH_CONNECTION is CLIENT PORT HOST PORT; the first argument was kept by the caller.
root=$1
# shellcheck disable=SC2086 # four words
set -- $SSH_CONNECTION
# shellcheck disable=SC2016,SC2034 # as culvert says it; what is sourced below reads it
case $SSH_ORIGINAL_COMMAND in
  *'eval "$(cat)"'*)
    # The agent's program; the call is the third line from its end: cv_main NONCE VERB ...
    call=$(tail -n 3)
    call=${call#cv_main }
    nonce=${call%% *}
    call=${call#* }
    case $call in
      probe*) ;;
      *) echo "this host only answers to probe, not to: ${call%%' '*}" >&2 && exit 70 ;;
    esac
    ;;
  *probe*) nonce=peer ;;
  *) exit 0 ;;
esac
# shellcheck source=/dev/null
. "$root/hosts/$3"
