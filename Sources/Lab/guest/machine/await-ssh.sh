#!/bin/bash
# await-ssh.sh GUEST ADDRESS BOOTS SECONDS: ends when the guest has been started more than BOOTS times and its sshd
# greets. Status 1: it did not within SECONDS; status 3: it is off again.
guest=/run/culvert-lab/room/guests/$1

greets() {
  exec 3<>"/dev/tcp/$1/22" && read -r -t 1 -u 3 greeting && [[ $greeting == SSH-* ]]
}

while [ "$SECONDS" -lt "$4" ]; do
  if [ "$(cat "$guest/boots")" -gt "$3" ]; then
    [ "$(cat "$guest/state")" = on ] || exit 3
    (greets "$2") 2>/dev/null && exit 0
  fi
  sleep 0.05
done
exit 1
