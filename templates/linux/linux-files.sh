# shellcheck shell=sh
# What a change asks of Linux about files and processes.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# What is immutable or append-only, file or folder, and what something is mounted on. (lsattr says nothing where a file
# system has no such marks.)
cv_os_fixed() {
  for cv_name in "$@"; do
    if [ -f "$cv_name" ] && [ ! -h "$cv_name" ]; then printf '%s\n' "$cv_name"; fi
    if [ -d "${cv_name%/*}" ]; then printf '%s\n' "${cv_name%/*}"; fi
  done | sort -u >"$cv_tx/.paths"
  awk -v list="$cv_tx/.paths" '
    BEGIN { while ((getline path < list) > 0) wanted[path] }
    {
      path = $5
      gsub(/\\040/, " ", path)
      if (path in wanted && path != "/") print path
    }' /proc/self/mountinfo | while IFS= read -r cv_name; do
    if [ ! -d "$cv_name" ]; then printf '%s: something is mounted on it\n' "$cv_name"; fi
  done
  if command -v lsattr >/dev/null 2>&1; then
    set --
    while IFS= read -r cv_name; do set -- "$@" "$cv_name"; done <"$cv_tx/.paths"
    # Without a name it would tell of the folder that it is in.
    if [ "$#" -gt 0 ]; then lsattr -d "$@" 2>/dev/null; fi | while read -r cv_marks cv_name; do
      case $cv_marks in
        *i*) printf '%s: it is immutable (lsattr: %s)\n' "$cv_name" "$cv_marks" ;;
        *a*) printf '%s: it is append-only (lsattr: %s)\n' "$cv_name" "$cv_marks" ;;
      esac
    done
  fi
  rm -f "$cv_tx/.paths"
}

# Starts a command that outlives this login: a service of its own where systemd runs (a process of the login's scope
# would be killed with it where KillUserProcesses=yes), a session of its own elsewhere.
cv_os_detach() {
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 &&
    systemd-run --quiet --collect --unit="culvert-watchdog-$$" "$@" </dev/null >/dev/null 2>&1; then
    return 0
  fi
  if command -v setsid >/dev/null 2>&1; then
    setsid "$@" </dev/null >/dev/null 2>&1 &
  else
    nohup "$@" </dev/null >/dev/null 2>&1 &
  fi
}

# systemd reads changed units only when told to.
cv_os_boot_written() {
  if [ -d /run/systemd/system ]; then systemctl daemon-reload </dev/null >/dev/null 2>&1; fi
  return 0
}
