#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034
# solaris-dladm-old.sh: dladm of Solaris 10, which knows links and aggregations and no tunnels [M of its dladm.c].
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
case ${1:-} in
  show-link | show-dev | show-aggr | show-wifi | create-aggr | delete-aggr | add-aggr | remove-aggr | modify-aggr | \
    up-aggr | down-aggr | scan-wifi | connect-wifi | disconnect-wifi | show-linkprop | set-linkprop | reset-linkprop | \
    create-secobj | delete-secobj | show-secobj) unknown "$1" ;;
  '') ;;
  *) say "dladm: unknown subcommand '$1'" ;;
esac
say 'usage:  dladm <subcommand> <args> ...'
exit 1
