# shellcheck shell=sh
# Traces on Linux: who may have changed something.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

cv_os_stamp() { stat -c '%U %Y' "$1" 2>/dev/null; }

cv_os_programs() { cat /proc/[0-9]*/comm; }

# `WHENCE LINE`. Anybody may write a line into a log (logger(1)), also one that looks like sudo's. Of the journal only those
# are asked for of which journald knows that a process of root's has written them; sudo, doas and what Ansible becomes are
# such. Where there is a journal and files too, both have the same line, and one of them is left out.
cv_os_logs() {
  for cv_log_file in /var/log/auth.log /var/log/secure /var/log/syslog /var/log/messages; do
    if [ -r "$cv_log_file" ]; then tail -c 4000000 "$cv_log_file" | sed 's/^/log /'; fi
  done
  if command -v journalctl >/dev/null 2>&1; then
    timeout 10 journalctl -q --no-pager -o short-iso -n 20000 _UID=0 </dev/null |
      sed -n 's/^[0-9]/journal-root &/p'
  fi
}

# What programs that manage the network say in the journal, by the units that journald knows itself.
cv_os_reports() {
  if ! command -v journalctl >/dev/null 2>&1; then return 0; fi
  timeout 10 journalctl -q --no-pager -o short-iso -n 5000 -u systemd-networkd -u NetworkManager -u keepalived -u ldirectord \
    -u firewalld -u nftables -u wickedd-nanny </dev/null
}

# `DATE TIME ACTION PACKAGE` from dpkg's log, or rpm's list with the dates last.
cv_os_packages() {
  if [ -r /var/log/dpkg.log ]; then
    grep -E '^[0-9: -]+ (install|upgrade|remove|purge) ' /var/log/dpkg.log
  elif command -v rpm >/dev/null 2>&1; then
    rpm -qa --qf '%{INSTALLTIME} install %{NAME} %{VERSION}-%{RELEASE}\n' | sort -n
  fi
}
