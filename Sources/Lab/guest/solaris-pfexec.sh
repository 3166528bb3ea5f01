#!/boot/culvert-lab/linux/bin/bash
# solaris-pfexec.sh: pfexec runs a command with what the user's profiles grant; Primary Administrator's grant everything,
# with user id 0. Others run it as they are [D].
arguments="$*"
[ $# -gt 0 ] && [[ $1 != -* ]] || { echo 'pfexec: Usage: pfexec [-P privset] cmd [arg ..]' >&2 && exit 1; }
while IFS=: read -r name _ _ _ attributes; do
  [[ $name == "${LOGNAME:-$USER}" && $attributes == *'Primary Administrator'* ]] || continue
  exec /boot/culvert-lab/linux/bin/sudo -n -- "$@"
done </etc/user_attr
exec "$@"
