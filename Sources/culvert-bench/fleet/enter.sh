# enter.sh: what sshd does in place of the command that a working host is asked to run: runs it there. Sourced by the login
# shell; the first argument is the fleet's folder.
# shellcheck shell=sh
root=$1
# CLIENT PORT HOST PORT
# shellcheck disable=SC2086
set -- $SSH_CONNECTION
read -r keeper <"$root/spaces/$3"
exec nsenter -t "$keeper" -n -m /bin/sh -c "$SSH_ORIGINAL_COMMAND"
