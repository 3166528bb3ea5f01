# shellcheck shell=sh
# Settings, MSS rules and ip_vs of a Linux host, as a look prints them.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# Each setting with its value; there are some for each interface. (The shell's own read does not do: a file below /proc/sys
# is empty from its second byte on for whoever reads byte by byte.)
#
# Writing ip_forward also writes the forwarding of every interface and, the other way round, all/accept_redirects
# (net/ipv4/devinet.c, inet_forward_change). So its value here is what ip_forward is, and then whatever is not as that
# write would have left it: `1`, or `0,eth1=1`. set_forwarding makes exactly that again. (Names with other characters are no list's.)
#
# A file that is gone belongs to an interface that is gone, also one that could be opened and not be read any more
# (proc_sys_read): grep passes over it, where mawk ends, be it an argument or getline's.
linux_settings() {
  {
    cd /proc/sys && exec grep -H '' net/ipv4/ip_forward net/ipv4/conf/all/accept_redirects net/ipv4/conf/*/forwarding \
      net/ipv4/conf/*/rp_filter net/ipv4/conf/*/arp_ignore net/ipv4/conf/*/arp_announce \
      net/ipv4/vs/expire_nodest_conn net/ipv4/vs/expire_quiescent_template
  } 2>/dev/null | awk -F : '
    # An old kernel takes names with a colon.
    { value = $NF + 0; name = substr($0, 1, length($0) - length($NF) - 1); split(name, part, "/") }
    name == "net/ipv4/ip_forward" { on = forwarding = value; found = 1; next }
    part[5] == "accept_redirects" { if (value != 1 - on) forwarding = forwarding ",accept_redirects=" value; next }
    part[5] == "forwarding" {
      if (part[4] != "all" && value != on && part[4] !~ /[^A-Za-z0-9._:+-]/) forwarding = forwarding "," part[4] "=" value
      next
    }
    { print name, value }
    END {
      if (!found) exit 1
      print "net/ipv4/ip_forward", forwarding
    }
  '
}

# `VIP PORT BYTES` of each rule with culvert's mark by which answers ask for short packets; port 0 is all ports. A rule that has the
# mark and another form goes on as it is, and the driver refuses it.
linux_mss() {
  linux_iptables_mss
  if command -v nft >/dev/null 2>&1 && linux_has_nft; then linux_nft_mss; fi
  return 0
}

# Of culvert's own table of nft.
linux_nft_mss() {
  nft list table ip culvert 2>/dev/null | awk '
    / comment "culvert"/ {
      vip = bytes = ""
      port = 0
      for (place = 1; place < NF; place++) {
        if ($place == "saddr") vip = $(place + 1)
        if ($place == "sport") port = $(place + 1)
        if ($place == "set") bytes = $(place + 1)
      }
      print vip, port, bytes
    }'
}

linux_iptables_mss() {
  cv_rules=$(linux_mangle)
  case $cv_rules in
    *--comment*culvert*) ;;
    *) return 0 ;;
  esac
  cv_syn='--tcp-flags SYN,RST SYN -m comment --comment "\{0,1\}culvert"\{0,1\} -j TCPMSS --set-mss \([0-9]*\)$'
  printf '%s\n' "$cv_rules" | sed -n -e '/--comment "\{0,1\}culvert"\{0,1\} /{' \
    -e "s/^-A OUTPUT -s \\([0-9.]*\\)\\/32 -p tcp -m tcp --sport \\([0-9]*\\) $cv_syn/\\1 \\2 \\3/" \
    -e "s/^-A OUTPUT -s \\([0-9.]*\\)\\/32 -p tcp -m tcp $cv_syn/\\1 0 \\2/" -e 'p' -e '}'
}

# The rules of the table mangle. A probe loads no module: where the table is not, there is no rule.
linux_mangle() {
  if ! command -v iptables-save >/dev/null 2>&1; then return 0; fi
  case $(iptables-save -V 2>/dev/null) in
    *nf_tables*)
      # A kernel that takes no modules loads none, and tells whether it has nf_tables when it is asked.
      if [ ! -e /proc/modules ] && iptables-save -t mangle 2>/dev/null; then return 0; fi
      linux_has_nft || return 0
      ;;
    *) linux_has_table mangle || return 0 ;;
  esac
  iptables-save -t mangle
}

# linux_has_table [NAME]: whether the older iptables have this table, or any.
linux_has_table() {
  if [ ! -r /proc/net/ip_tables_names ]; then return 1; fi
  while read -r cv_name; do
    if [ "${1:-$cv_name}" = "$cv_name" ]; then return 0; fi
  done </proc/net/ip_tables_names
  return 1
}

# A probe loads no module, and where nf_tables is not, it has no rules. Of a kernel that has it built in, and whose modules are not
# installed, its symbols tell; to look through these takes longer than all else that a probe does.
linux_has_nft() {
  if [ -d /sys/module/nf_tables ]; then return 0; fi
  cv_builtin=/lib/modules/$(uname -r)/modules.builtin
  if [ -r "$cv_builtin" ]; then
    grep -q '/nf_tables\.ko' "$cv_builtin"
  else
    grep -q ' nf_tables_newtable' /proc/kallsyms 2>/dev/null
  fi
}

# ipvsadm loads ip_vs by itself: where it is not loaded there are no services, and a probe changes nothing. Where
# ipvsadm is missing, the section `tools` says so.
linux_services() {
  if linux_has_ipvs; then ipvsadm -Sn; fi
}

linux_has_ipvs() { [ -e /proc/net/ip_vs ] && command -v ipvsadm >/dev/null 2>&1; }

# Thresholds are not in -Sn; the connection counts beside them, which move, are left out.
linux_thresholds() {
  if linux_has_ipvs; then
    ipvsadm -Ln --thresholds | sed -n -e 's/^\(  -> [^ ]* *[0-9]* *[0-9]*\) .*/\1/p' -e '/^[A-Z][A-Z]* /p'
  fi
}
