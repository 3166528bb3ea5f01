# shellcheck shell=sh
# Whether nobody but root can change what lies in the state directory: culvert runs shell text from there as root.
#
# In front of all other files, and by itself in front of the script that writes the agent's file. ls(1) is the only tool that is
# needed, and every system has it with these options.

# cv_owners PATH...: `MODE LINKS UID GID … PATH` of each. For a subshell: it ends it.
cv_owners() { exec ls -ldn "$@" 2>/dev/null; }

# The next line of $cv_listed, which cv_owners printed: in $cv_bits, $cv_uid, and the whole of it in $cv_line.
cv_next_owner() {
  if [ -z "$cv_listed" ]; then return 1; fi
  cv_line=${cv_listed%%"$cv_newline"*}
  case $cv_listed in
    *"$cv_newline"*) cv_listed=${cv_listed#*"$cv_newline"} ;;
    *) cv_listed= ;;
  esac
  # shellcheck disable=SC2086 # the fields
  set -f -- $cv_line
  set +f
  cv_bits=${1:-}
  cv_uid=${3:-}
}
cv_newline='
'

# cv_is_trusted FOLDER: root owns the folder, all that leads to it (symbolic links too) and what the agent reads in it, and
# nobody else can write there. What is wrong is in $cv_distrusted.
cv_is_trusted() {
  cv_distrusted=
  cv_at=
  cv_hops=0
  cv_way=$1
  set -- "$1" /
  while [ -n "$cv_way" ]; do
    cv_name=${cv_way%%/*}
    case $cv_way in */*) cv_way=${cv_way#*/} ;; *) cv_way= ;; esac
    case $cv_name in
      '' | .) continue ;;
      ..)
        cv_at=${cv_at%/*}
        continue
        ;;
    esac
    if [ -h "$cv_at/$cv_name" ]; then
      cv_follow "$cv_at/$cv_name" || break
    elif [ -e "$cv_at/$cv_name" ]; then
      cv_at=$cv_at/$cv_name
      set -- "$@" "$cv_at"
    else
      break
    fi
  done
  if [ -n "$cv_distrusted" ]; then return 1; fi
  cv_folder=$1
  shift
  for cv_name in "$cv_folder"/* "$cv_folder"/tx/* "$cv_folder"/tx/*/steps "$cv_folder"/held/* "$cv_folder"/held/*/how; do
    if [ -e "$cv_name" ]; then set -- "$@" "$cv_name"; fi
  done
  cv_listed=$(cv_owners "$@")
  cv_find_stranger
  [ -z "$cv_distrusted" ]
}

# cv_follow LINK: puts what a symbolic link says in front of the rest of the way. (Solaris 10 has no readlink.)
cv_follow() {
  cv_hops=$((cv_hops + 1))
  cv_link=$(ls -ld "$1")
  cv_link=${cv_link#*"$1 -> "}
  if [ "$cv_hops" -gt 40 ] || [ -z "$cv_link" ]; then
    cv_distrusted="$1: cannot follow this symbolic link"
    return 1
  fi
  case $cv_link in /*) cv_at= ;; esac
  cv_way=$cv_link/$cv_way
}

# The first line of $cv_listed that names somebody else, in words, in $cv_distrusted. The bits of a symbolic link mean nothing.
cv_find_stranger() {
  cv_distrusted=
  if [ -z "$cv_listed" ]; then cv_distrusted='cannot tell owners: ls -ldn prints nothing'; fi
  while cv_next_owner; do
    if [ "$cv_uid" != 0 ]; then
      cv_distrusted="/${cv_line#*/}: owner is uid $cv_uid, not root"
      break
    fi
    case $cv_bits in
      l*) ;;
      ?????w* | ????????w*)
        cv_distrusted="/${cv_line#*/}: writable for others ($cv_bits)"
        break
        ;;
    esac
  done
  return 0
}
