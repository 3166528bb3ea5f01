#!/boot/culvert-lab/linux/bin/bash
# guest-system-unknown.sh: a command that the system has and the personality does not play; never silently.
line="${0##*/}${*:+ ${*@Q}}: the personality does not know this command"
echo "culvert-lab: $line" >&2
echo "$line" >>/var/log/personality
exit 70
