# shellcheck shell=sh
# Traces: who may have changed something here, and when.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_traces TERM...: what is kept of it. A term that begins with a slash is a file. Nothing is changed, and no list is
# longer than its last 60 lines, no line longer than 400 characters.
cv_traces() {
  cv_section clock cv_clock
  cv_section stamps cv_stamps "$@"
  cv_section programs cv_programs
  cv_section mentions cv_mentions "$@"
  cv_section logs cv_logs "$@"
  cv_section packages cv_last_lines cv_os_packages
  cv_terms=$(printf '%s\n' "$@")
  cv_section reports cv_last_lines cv_report_lines
  cv_section logins cv_last_lines cv_logins
}

# This moment, and whether the host was started anew since its last confirmed transaction.
cv_clock() {
  date '+local %Y-%m-%d %H:%M:%S'
  date -u '+utc %Y-%m-%d %H:%M:%S'
  cv_os_uptime && printf 'uptime %s\n' "$cv_uptime"
  cv_read "$cv_state/last"
  if cv_open "$cv_line"; then
    if cv_is_same_boot; then echo 'restarted no'; else echo 'restarted yes'; fi
  fi
}

# cv_last_lines COMMAND...: the last of its lines, each cut off where it is too long.
cv_last_lines() {
  "$@" 2>/dev/null | awk '
    { line[NR % 60] = substr($0, 1, 400) }
    END { for (number = NR - 59; number <= NR; number++) if (number > 0) print line[number % 60] }'
}

# The latest come first.
cv_logins() { last | sed 60q; }

# `OWNER TIME FILE`, or of its folder, with a slash behind it, where it is gone.
cv_stamps() {
  for cv_term in "$@"; do
    case $cv_term in
      /*)
        cv_stamped=$cv_term
        if [ ! -e "$cv_term" ] && [ ! -h "$cv_term" ]; then cv_stamped=${cv_term%/*}/; fi
        cv_stamp=$(cv_os_stamp "$cv_stamped") && printf '%s %s\n' "$cv_stamp" "$cv_stamped"
        ;;
    esac
  done
  return 0
}

# Those programs that run which are known to change what culvert sets.
cv_programs() {
  cv_os_programs 2>/dev/null | sed 's|^.*/||' | sort -u | while read -r cv_program cv_line; do
    case $cv_program in
      keepalived | ldirectord | kube-proxy | kube-router | NetworkManager | systemd-network | wickedd | wickedd-nanny | dhcpcd | dhclient | \
        udhcpc | firewalld | dockerd | libvirtd | virtnetworkd | tuned | puppet | puppet-agent | chef-client | cinc-client | salt-minion | \
        cf-execd | cf-agent)
        echo "$cv_program"
        ;;
    esac
  done
}

# `FILE TERM`: what of others speaks of a term.
cv_mentions() {
  for cv_file in /etc/keepalived/keepalived.conf /etc/keepalived/*.conf /etc/ha.d/ldirectord.cf /etc/network/interfaces \
    /etc/network/interfaces.d/* /etc/systemd/network/*.net* /etc/NetworkManager/system-connections/* /etc/netplan/*.yaml \
    /etc/sysconfig/network-scripts/ifcfg-* /etc/sysctl.conf /etc/sysctl.d/*.conf \
    /run/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf /etc/ldirectord.cf /etc/sysconfig/network/ifcfg-* /etc/rc.local /etc/crontab /etc/cron.d/*; do
    case $cv_file in */*-culvert.* | */99-zz-culvert*) continue ;; esac
    if [ -f "$cv_file" ] && [ -r "$cv_file" ]; then
      for cv_term in "$@"; do
        if cv_speaks_of "$cv_term" "$cv_file"; then printf '%s %s\n' "$cv_file" "$cv_term"; fi
      done
    fi
  done
  return 0
}

# What follows a remark's sign does not count.
cv_speaks_of() { sed 's/#.*//' "$2" 2>/dev/null | grep -F -e "$1" >/dev/null 2>&1; }

# Commands that somebody ran as root and that speak of a term, as the system's logs have them.
cv_logs() {
  cv_terms=$(printf '%s\n' "$@")
  cv_last_lines cv_log_lines
}

cv_report_lines() { cv_os_reports | grep -F -e "$cv_terms"; }

cv_log_lines() {
  cv_os_logs | grep -F -e sudo -e doas -e ansible -e puppet -e chef -e salt | grep -F -e "$cv_terms"
}
