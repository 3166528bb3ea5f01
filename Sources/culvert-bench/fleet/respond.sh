# respond.sh: what sshd does in place of the command that an answering host is asked to run. Sourced by the login shell,
# which does all of it by itself, but that one other process reads the agent's program: on a real host the agent does the
# work, on a processor of its own. The first argument is the fleet's folder.
# shellcheck shell=sh
root=$1
# CLIENT PORT HOST PORT
# shellcheck disable=SC2086
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
