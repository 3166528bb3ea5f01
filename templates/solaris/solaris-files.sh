# shellcheck shell=sh
# What a change asks of Solaris about files and processes.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# A file may have another mounted on it (lofs).
cv_os_fixed() {
  for cv_name in "$@"; do
    while read -r _ cv_line _; do
      if [ "$cv_line" = "$cv_name" ]; then printf '%s: something is mounted on it\n' "$cv_name"; fi
    done </etc/mnttab
  done
}

# Starts a command that outlives this login, and also a restart of the ssh service: that ends every process of the
# service's contract, to which a login's processes belong. ctrun(1) gives the command a contract of its own, and with
# `-l none` leaves it alone at once (contracts came with Solaris 10, and so did ctrun).
cv_os_detach() {
  if command -v ctrun >/dev/null 2>&1; then set -- ctrun -l none "$@"; fi
  nohup "$@" </dev/null >/dev/null 2>&1 &
}

# Nothing is to be told: the boot reads its files by itself.
cv_os_boot_written() { :; }

# /bin/sh is what will read the script when the system starts.
cv_os_check_boot_file() {
  case $1 in /etc/culvert/*) /bin/sh -n "$2" 2>/dev/null ;; esac
}
