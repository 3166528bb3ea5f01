# shellcheck shell=sh
# Traces on FreeBSD: who may have changed something.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

cv_os_stamp() { stat -f '%Su %m' "$1" 2>/dev/null; }

cv_os_programs() { ps -axo comm; }

# syslog.conf(5) as installed: sudo and su write to auth.log, pkg(8) to messages. syslogd(8) does not know who has sent a line:
# anybody may send one that looks like sudo's (logger(1)).
cv_os_logs() {
  for cv_log_file in /var/log/auth.log /var/log/messages; do
    if [ -r "$cv_log_file" ]; then tail -c 4000000 "$cv_log_file" | sed 's/^/log /'; fi
  done
}

# `Nov 28 11:03:00 HOST pkg[PID]: NAME-VERSION installed`
cv_os_packages() { grep -E ' pkg(\[[0-9]+\])?: ' /var/log/messages; }
