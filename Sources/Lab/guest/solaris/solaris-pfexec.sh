#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034
# solaris-pfexec.sh: pfexec runs a command with what the user's profiles grant; Primary Administrator's grant everything,
# with user id 0. Others run it as they are [D].
if [[ ${1:--} == -* ]]; then
  echo 'pfexec: Usage: pfexec [-P privset] cmd [arg ..]' >&2
  exit 1
fi
administrator=no user=
while IFS=: read -r name _ id _; do [ "$id" != "$UID" ] || user=$name; done </etc/passwd
while IFS=: read -r name _ _ _ attributes; do
  [[ $name == "$user" && $attributes == *'Primary Administrator'* ]] || continue
  administrator=yes
done </etc/user_attr
[ $administrator = no ] || exec /boot/culvert-lab/linux/bin/sudo -n -- "$@"
exec "$@"
