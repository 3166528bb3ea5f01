#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-wc.sh: wc prints each number eight wide, also a single one.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
case ${1:-} in
  -*[!clmw]* | -) say 'usage: wc [-c | -m | -C] [-lw] [file ...]' && exit 2 ;;
esac
while read -r line; do
  while [[ $line =~ ^[[:space:]]*([0-9]+)(.*)$ ]]; do
    printf ' %7d' "${BASH_REMATCH[1]}"
    line=${BASH_REMATCH[2]}
  done
  echo "$line"
done < <(wc "$@")
wait $!
