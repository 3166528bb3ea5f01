# check.sh ROOT: prints the address of each working host on which not all has been done.
# shellcheck shell=sh
while read -r address; do
  nsenter "--net=$1/spaces/$address.net" "--mount=$1/spaces/$address.mnt" /bin/sh "$1/errands/$address/check" \
    </dev/null >/dev/null 2>&1 || echo "$address"
done <"$1/home/hosts"
