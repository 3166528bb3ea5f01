# shellcheck shell=sh
# Traces on Solaris: who may have changed something.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# `OWNER Nov 28 11:03`: there is no stat. The name is at the end of the line and not looked at.
cv_os_stamp() {
  cv_listed=$(ls -ld "$1" 2>/dev/null) || return 1
  # shellcheck disable=SC2086 # the fields
  set -- $cv_listed
  echo "$3 $6 $7 $8"
}

cv_os_programs() { ps -e -o comm=; }

# syslog.conf(5) as installed: auth.notice, and with it sudo, goes to messages; some have an authlog beside it. Nobody knows who
# has sent a line: anybody may send one that looks like sudo's (logger(1)).
cv_os_logs() {
  for cv_log_file in /var/adm/messages /var/log/authlog /var/log/syslog; do
    if [ -r "$cv_log_file" ]; then sed 's/^/log /' "$cv_log_file"; fi
  done
}
