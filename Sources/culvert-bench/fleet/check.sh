# check.sh ROOT: prints the address of each working host on which not all has been done.
# shellcheck shell=sh
while read -r address; do
  read -r keeper <"$1/spaces/$address"
  nsenter -t "$keeper" -n -m /bin/sh "$1/errands/$address/check" \
    </dev/null >/dev/null 2>&1 || echo "$address"
done <"$1/home/hosts"
