# shellcheck shell=bash
# shellcheck disable=SC2154
# solaris-contract.sh, sourced by solaris-process.sh: ctrun, which starts a command in a process contract of its own [S
# ctrun.c]; here that is a cgroup. Contracts whose holder is gone live on, as ctrun without -o noorphan means it.

ctrun() {
  local OPTIND=1 option life=contract parameters='' contract child
  while getopts :a:A:l:o:i:c:f:F:r:tvV option; do
    case $option in
      l)
        life=$OPTARG
        has 'none child contract' "$life" || { say "ctrun: invalid lifetime '$life'" && ctrun_usage; }
        ;;
      o) parameters+=,$OPTARG ;;
      i | c | f) ;;
      a | A | F | r | t | v | V) unknown "ctrun -$option" ;;
      *) say "ctrun: illegal option -- $OPTARG" && ctrun_usage ;;
    esac
  done
  shift $((OPTIND - 1))
  [ $# -gt 0 ] || ctrun_usage
  [[ $parameters != *noorphan* ]] || [ "$life" != none ] || {
    say "ctrun: cannot use option 'noorphan' with lifetime 'none'"
    ctrun_usage
  }
  for option in ${parameters//,/ }; do has 'inherit noorphan pgrponly regent' "$option" || unknown "ctrun -o $option"; done
  contract=$state/contracts/ct$$
  "$lab/busybox" mkdir -m 777 "$contract"
  start_in "$contract" "$@"
}

# The search path is the caller's again.
start_in() { # CONTRACT, COMMAND...
  local contract=$1 status
  shift
  (
    echo $BASHPID >"$contract/cgroup.procs"
    PATH=$caller_path
    exec "$@"
  ) &
  child=$!
  if [ "$life" = none ]; then
    await_exec "$child" || wait "$child"
    exit
  fi
  wait "$child"
  status=$?
  while [ "$life" = contract ] && [ -n "$(<"$contract/cgroup.procs")" ]; do sleep 0.1; done
  # Nobody holds it any more.
  [[ $parameters != *noorphan* ]] || echo 1 >"$contract/cgroup.kill"
  exit $status
}

# ctrun -l none ends when the command has begun, with 0, or with its status if it could not.
await_exec() { # PID
  local words
  while kill -0 "$1" 2>/dev/null; do
    mapfile -d '' words 2>/dev/null <"$linux/proc/$1/cmdline" || return 0
    [[ ${words[0]:-} == */linux/bin/bash && ${words[1]:-} == */ctrun ]] || return 0
  done
  return 1
}

ctrun_usage() {
  say 'Usage:	ctrun [options] command [argument ...]'
  exit 2
}
