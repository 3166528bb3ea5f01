#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2154
# solaris-ls.sh ARGUMENT...: ls -l in the columns of Solaris, which are wider than GNU's [M ls.c]; solaris-strict.sh has looked
# at the arguments.
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
line='^([^ ]{10})\+? +([0-9]+) +([^ ]+) +([^ ]+) +([0-9]+) (.*)$'
exec 3< <(ls "$@")
listing=$!
while IFS= read -r -u 3 text; do
  if [[ $text =~ $line ]]; then
    printf '%s %3d %-8s %-8s %7d %s\n' "${BASH_REMATCH[@]:1}"
  else
    printf '%s\n' "$text"
  fi
done
wait "$listing"
