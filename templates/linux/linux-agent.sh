# shellcheck shell=sh
# What culvert's agent knows of Linux: the probe, the looks at single things, and the few changes that are no command
# of their own. Appended to agent.sh; POSIX sh, also under busybox. Reads only, but for the functions named set_ and
# load_, and steering, which is for a while only.
# shellcheck disable=SC2034,SC2154 # what agent.sh reads, and what it assigns

PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
LC_ALL=C
export PATH LC_ALL

# ---------------------------------------------------------------- what the agent's core asks of a system
# Seconds since the boot: not touched when somebody sets the clock.
cv_os_uptime() {
  read -r cv_uptime _ </proc/uptime
  cv_uptime=${cv_uptime%%.*}
}

# A word that lasts as long as this boot, of the machine or of the container, in $cv_this_boot. The kernel's boot_id is the
# machine's, and a container that restarts keeps it: but its first process is another, and /run is empty where it is on a tmpfs.
# (boot_id not by the shell's own read: a file below /proc/sys is empty from its second byte on for whoever reads byte by
# byte.)
cv_os_boot_id() {
  if [ ! -s /run/culvert-boot-id ] && [ -d /run ]; then
    od -A n -t x4 -N 16 /dev/urandom | tr -d ' \n' >"/run/culvert-boot-id.$$" &&
      ln "/run/culvert-boot-id.$$" /run/culvert-boot-id 2>/dev/null
    rm -f "/run/culvert-boot-id.$$"
  fi
  cv_read /run/culvert-boot-id
  cv_os_started 1
  cv_kernel=$(cat /proc/sys/kernel/random/boot_id)
  cv_this_boot=$cv_kernel-$cv_started-$cv_line
}

cv_os_purge() { rm -f /run/culvert-boot-id; }

# The 22nd field of /proc/PID/stat, in ticks since the machine's boot. The second, a name in parentheses, may hold blanks.
cv_os_started() {
  cv_started=
  cv_stat=
  { read -r cv_stat <"/proc/$1/stat"; } 2>/dev/null
  case $cv_stat in *') '*) ;; *) return 0 ;; esac
  # shellcheck disable=SC2086 # the fields behind the name: numbers, but for the first
  set -f -- ${cv_stat##*') '}
  set +f
  cv_started=${20:-}
}

# A file's permission bits in octal, without leading zeros, and `:UID` where its owner is not root, in $cv_file_mode.
cv_os_mode() {
  cv_file_mode=$(stat -c '%a:%u' "$1")
  cv_file_mode=${cv_file_mode%:0}
}

# What a symbolic link says, in $cv_target.
cv_os_link_target() { cv_target=$(readlink "$1"); }

# Puts files (or the entries of folders) on the disk: fsync(2) by coreutils 8.24 and later, and by busybox since 1.26 where it
# is built so. Older ones ignore the names, and put everything there by sync(2), which cannot fail.
cv_os_sync() { sync "$@" 2>/dev/null; }

# `PID PARENT` of every process; one that ends meanwhile is passed over by cat, where it would end mawk.
cv_os_processes() { cat /proc/[0-9]*/status 2>/dev/null | awk '/^Pid:/ { pid = $2 } /^PPid:/ { print pid, $2 }'; }

# A file that is renamed into its place keeps the label of the folder in which it was made (SELinux).
cv_os_label() {
  if linux_has_selinux; then restorecon "$1" >/dev/null 2>&1; fi
  return 0
}

linux_has_selinux() { [ -e /sys/fs/selinux/enforce ] && command -v restorecon >/dev/null 2>&1; }

# ---------------------------------------------------------------- who may have changed something
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

# ---------------------------------------------------------------- the probe
cv_os_probe() {
  cv_section system linux_system
  cv_section tools linux_tools
  cv_section modules linux_modules
  cv_section links linux_dump -o link show
  cv_section tunnels linux_dump -o tunnel show
  cv_section addresses linux_dump -o -4 addr show
  cv_section settings linux_settings
  if linux_shortens "$@"; then cv_section mss linux_mss; fi
  cv_section services linux_services
  cv_section thresholds linux_thresholds
  cv_section rivals linux_rivals
  cv_section keepalived linux_keepalived
  cv_section managers linux_managers
  cv_section rc-links linux_rc_links
  for cv_argument in "$@"; do
    case $cv_argument in
      file:*) cv_section "$cv_argument" cv_file_state "${cv_argument#file:}" ;;
      route:*) cv_section "$cv_argument" linux_route "${cv_argument#route:}" ;;
    esac
  done
  cv_section folders cv_folders /etc/culvert/boot /etc/systemd/system/multi-user.target.wants/culvert.service \
    /etc/init.d/culvert /etc/runlevels/default/culvert /etc/rc[2345].d/.
  cv_section drop-ins linux_drop_ins
}

# linux_dump ARGUMENT...: what ip(8) lists. Where interfaces come and go meanwhile the kernel may leave some out, and ip says that
# the dump was interrupted: it is asked again, and the list begins anew after a line `%again`.
linux_dump() {
  cv_tries=0
  while :; do
    { cv_errors=$(ip "$@" 2>&1 >&3 3>&-) && cv_failed=0 || cv_failed=$?; } 3>&1
    if [ -n "$cv_errors" ]; then printf '%s\n' "$cv_errors" >&2; fi
    case $cv_errors in
      *'Dump was interrupted'*) ;;
      *) return "$cv_failed" ;;
    esac
    cv_tries=$((cv_tries + 1))
    if [ "$cv_tries" -ge 20 ]; then return 75; fi
    echo '%again'
  done
}

# linux_shortens ARGUMENT...: whether rules for segment sizes matter here: the inventory wants some, or culvert has made some (those
# of the boot script), or is about to. Elsewhere nothing is asked of iptables, which may load modules, warn or be broken.
linux_shortens() {
  case " $* " in *' mss '*) return 0 ;; esac
  if [ -n "${cv_tx:-}" ] && [ -r "$cv_tx/steps" ] && grep -q '_mss ' "$cv_tx/steps"; then return 0; fi
  [ -r /etc/culvert/boot ] && grep -q '^mss ' /etc/culvert/boot
}

# The way to an address, or else the routes that have no way for it.
linux_route() {
  ip -o route get "$1" && return 0
  cv_failed=$?
  ip -o route show match "$1" | sed 's/^/match /'
  return "$cv_failed"
}

# The shell reads these files itself: they are small, and a process for them takes longer.
linux_system() {
  printf 'init '
  linux_init
  {
    read -r cv_key cv_key cv_line cv_key </proc/version && printf 'kernel %s\n' "$cv_line"
    while read -r cv_key cv_name cv_line cv_name; do
      if [ "$cv_key" = Uid: ]; then
        printf 'uid %s\n' "$cv_line"
        break
      fi
    done </proc/self/status
  } 2>/dev/null
  if [ -r /etc/os-release ]; then linux_release </etc/os-release; fi
  return 0
}

# Lines `ID=debian` and `VERSION_ID="12"` of os-release(5).
linux_release() {
  while read -r cv_line || [ -n "$cv_line" ]; do
    cv_name=${cv_line#*=}
    cv_name=${cv_name#[\"\']}
    cv_name=${cv_name%[\"\']}
    case $cv_line in
      ID=*) printf 'id %s\n' "$cv_name" ;;
      VERSION_ID=*) printf 'version %s\n' "$cv_name" ;;
    esac
  done
}

# Which init reads the boot files (sd_booted(3) for systemd).
linux_init() {
  if [ -d /run/systemd/system ]; then
    echo systemd
  elif [ -d /etc/runlevels/default ] && command -v openrc-run >/dev/null 2>&1; then
    echo openrc
  elif [ -d /etc/init.d ] && [ -d /etc/rc2.d ]; then
    echo sysv
  else
    echo unknown
  fi
}

# `FILE LINE` of each setting in the files that systemd merges into culvert's unit, or reads in its place (systemd.unit(5)).
linux_drop_ins() {
  for cv_folder in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system \
    /lib/systemd/system /etc/systemd/system.control /run/systemd/system.control /run/systemd/transient; do
    if [ -h "$cv_folder" ] || [ -h "${cv_folder%/*/*}" ]; then continue; fi
    set -- "$cv_folder"/culvert.service.d/*.conf "$cv_folder"/service.d/*.conf
    case $cv_folder in *.control | */transient) set -- "$@" "$cv_folder"/culvert.service ;; esac
    for cv_file in "$@"; do
      if [ -r "$cv_file" ]; then
        while read -r cv_line || [ -n "$cv_line" ]; do
          case $cv_line in
            [A-Z]*=*) printf '%s %s\n' "$cv_file" "$cv_line" ;;
          esac
        done <"$cv_file"
      fi
    done
  done 2>/dev/null
  return 0
}

linux_tools() {
  for cv_tool in ip ipvsadm iptables nft modprobe od sed awk apt-get dnf yum apk zypper pacman; do
    if command -v "$cv_tool" >/dev/null 2>&1; then printf '%s\n' "$cv_tool"; fi
  done
  if linux_has_sysctl_d; then echo systemd-sysctl; fi
}

# Who reads sysctl.d: at boot, and for each new interface (udev's 99-systemd.rules).
linux_has_sysctl_d() { [ -x /usr/lib/systemd/systemd-sysctl ] || [ -x /lib/systemd/systemd-sysctl ]; }

linux_has_networkd() { [ -d /run/systemd/netif/links ]; }

linux_has_networkmanager() { [ -d /run/NetworkManager ]; }

# `NAME loaded|available|missing`, and `NAME forbidden WHY` where something keeps it from being loaded, `NAME lost WHY` where that
# is so only after a reboot. A module that is compiled in counts as loaded. (busybox' modprobe has no -n; -D, which says what would
# be loaded, both have.)
linux_modules() {
  # Lines by which something else is run than what loads the module (modprobe.d(5)), each with its file and number.
  cv_installs=$(grep -n -s -E '^[[:space:]]*install[[:space:]]+(ipip|ip_vs|ip-vs)[[:space:]]' /dev/null /etc/modprobe.d/*.conf \
    /run/modprobe.d/*.conf /usr/local/lib/modprobe.d/*.conf /usr/lib/modprobe.d/*.conf)
  for cv_module in ipip ip_vs; do
    cv_text=
    if [ -n "$cv_installs" ]; then cv_text=$(linux_install_line "$cv_module"); fi
    if [ -d "/sys/module/$cv_module" ]; then
      printf '%s loaded\n' "$cv_module"
      if [ -n "$cv_text" ] && [ -e "/sys/module/$cv_module/initstate" ]; then printf '%s lost %s\n' "$cv_module" "$cv_text"; fi
      continue
    fi
    cv_load=$(modprobe -D -q "$cv_module" 2>/dev/null) || {
      printf '%s missing\n' "$cv_module"
      continue
    }
    printf '%s available\n' "$cv_module"
    if [ -z "$cv_text" ]; then cv_text=$(linux_refuses "$cv_module" "$cv_load"); fi
    if [ -n "$cv_text" ]; then printf '%s forbidden %s\n' "$cv_module" "$cv_text"; fi
  done
}

# linux_install_line MODULE: of the lines in $cv_installs the one for this module.
linux_install_line() {
  printf '%s\n' "$cv_installs" | sed 's/:[[:space:]]*install[[:space:]]\{1,\}/:install /' |
    while read -r cv_key cv_name cv_line; do
      case $cv_name:$cv_line in
        *modprobe* | *insmod*) ;;
        "$1:"* | "ip-vs:"*)
          if [ "$cv_name" = ip-vs ] && [ "$1" != ip_vs ]; then continue; fi
          printf '%s\n' "$cv_key $cv_name $cv_line"
          break
          ;;
      esac
    done
}

# linux_refuses MODULE WHAT-MODPROBE-WOULD-DO: why the kernel, or modprobe for a module that it stands on, would not load it.
linux_refuses() {
  case $2 in
    *'install /bin/true'* | *'install /bin/false'* | *'install /usr/bin/true'* | *'install /usr/bin/false'* | *'install /sbin/nologin'*)
      printf 'modprobe.d has for it or a module that it needs: %s\n' "$(printf '%s\n' "$2" | grep '^install ' | sed 1q)"
      return
      ;;
  esac
  # Not by the shell's own read: below /proc/sys a file is empty from its second byte on.
  if [ "$(cat /proc/sys/kernel/modules_disabled 2>/dev/null)" = 1 ]; then
    echo 'kernel.modules_disabled is 1'
    return
  fi
  if [ -r /proc/cmdline ]; then
    read -r cv_line </proc/cmdline
    cv_line=" $cv_line "
    case $cv_line in
      *" module_blacklist="*)
        cv_line=${cv_line#*" module_blacklist="}
        case ",${cv_line%% *}," in
          *",$1,"*)
            printf 'the kernel was started with module_blacklist=%s\n' "${cv_line%% *}"
            return
            ;;
        esac
        ;;
    esac
  fi
  if linux_wants_signatures && [ -z "$(modinfo -F sig_id "$1" 2>/dev/null)" ]; then
    echo 'the kernel loads signed modules only (module.sig_enforce or lockdown), and this one is not signed'
  fi
}

linux_wants_signatures() {
  command -v modinfo >/dev/null 2>&1 || return 1
  cv_line=
  if [ -r /sys/module/module/parameters/sig_enforce ]; then read -r cv_line </sys/module/module/parameters/sig_enforce; fi
  if [ "$cv_line" = Y ]; then return 0; fi
  cv_line=
  if [ -r /sys/kernel/security/lockdown ]; then read -r cv_line </sys/kernel/security/lockdown; fi
  case $cv_line in *'[integrity]'* | *'[confidentiality]'*) return 0 ;; esac
  return 1
}

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
    { split($1, part, "/"); value = $2 + 0 }
    $1 == "net/ipv4/ip_forward" { on = forwarding = value; found = 1; next }
    part[5] == "accept_redirects" { if (value != 1 - on) forwarding = forwarding ",accept_redirects=" value; next }
    part[5] == "forwarding" {
      if (part[4] != "all" && value != on && part[4] !~ /[^A-Za-z0-9._+-]/) forwarding = forwarding "," part[4] "=" value
      next
    }
    { print $1, value }
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

# Others that write to ip_vs at boot: Debian's init script (only with AUTO=true), RHEL's unit.
linux_rivals() {
  if [ -x /etc/init.d/ipvsadm ] && [ -r /etc/default/ipvsadm ]; then
    while read -r cv_line || [ -n "$cv_line" ]; do
      case $cv_line in
        AUTO=*)
          cv_line=${cv_line#AUTO=}
          cv_line=${cv_line#[\"\']}
          printf 'debian-ipvsadm %s\n' "${cv_line%%[!A-Za-z]*}"
          ;;
      esac
    done </etc/default/ipvsadm
  fi
  if [ -d /run/systemd/system ] && [ -e /etc/sysconfig/ipvsadm ]; then
    printf 'rhel-ipvsadm %s\n' "$(systemctl is-enabled ipvsadm.service 2>/dev/null)"
  fi
  return 0
}

# Other programs that write tunnels, addresses, services or settings: `NAME`, or `NAME DETAIL`. Files only, read by the shell itself.
linux_managers() {
  cv_wants=/etc/systemd/system/multi-user.target.wants
  if linux_has_networkd || [ -h "$cv_wants/systemd-networkd.service" ]; then
    echo networkd
    linux_networks
  fi
  if linux_has_networkmanager || [ -h "$cv_wants/NetworkManager.service" ]; then echo networkmanager; fi
  if [ -d /sys/class/net/kube-ipvs0 ]; then linux_kube_proxy; fi
  if [ -d /sys/class/net/kube-dummy-if ]; then echo kube-router; fi
  linux_ifupdown /etc/network/interfaces /etc/network/interfaces.d/*
  linux_ldirectord /etc/ha.d/ldirectord.cf /etc/ldirectord.cf
  for cv_file in /sys/class/net/docker0 /sys/class/net/podman0 /sys/class/net/cni0 /sys/class/net/lxdbr0 /sys/class/net/lxcbr0 \
    /sys/class/net/virbr0 /run/docker.sock; do
    if [ -e "$cv_file" ]; then
      echo containers
      break
    fi
  done
  if [ -d /run/firewalld ] || [ -h "$cv_wants/firewalld.service" ]; then echo firewalld; fi
  for cv_file in "$cv_wants" "${cv_wants%/*}/sysinit.target.wants"; do
    if [ -h "$cv_file/nftables.service" ]; then echo nftables; fi
  done
  linux_generated
}

# `network FILE` with what each .network file of systemd-networkd matches, `KEY=VALUE` behind tabs.
linux_networks() {
  set --
  for cv_file in /etc/systemd/network/*.network /run/systemd/network/*.network /usr/local/lib/systemd/network/*.network \
    /usr/lib/systemd/network/*.network; do
    if [ -s "$cv_file" ] && [ -r "$cv_file" ]; then
      set -- "$@" "$cv_file"
    elif [ -h "$cv_file" ] || [ -e "$cv_file" ]; then
      printf 'network %s\tmasked\n' "$cv_file"
    fi
  done
  awk '
    function tell() { if (file != "") print "network " file text }
    FNR == 1 { tell(); file = FILENAME; text = section = "" }
    { sub(/^[ \t]+/, ""); sub(/[ \t\r]+$/, "") }
    /^\[/ { section = $0; next }
    section == "[Match]" && /^[A-Za-z].*=/ { text = text "\t" $0 }
    END { tell() }
  ' /dev/null "$@"
}

# kube-proxy in ipvs mode removes services that it does not know, but for those of `--ipvs-exclude-cidrs`.
linux_kube_proxy() {
  echo kube-proxy
  for cv_comm in /proc/[0-9]*/comm; do
    if read -r cv_name <"$cv_comm" && [ "$cv_name" = kube-proxy ]; then
      cv_comm=${cv_comm%/comm}
      tr '\000' '\n' <"$cv_comm/cmdline" | sed -n 's/^--ipvs-exclude-cidrs=/kube-excludes /p'
      # The file that it is told to read is in its own file system.
      cv_file=$(tr '\000' '\n' <"$cv_comm/cmdline" | sed -n 's/^--config=//p')
      if [ -n "$cv_file" ] && [ -r "$cv_comm/root$cv_file" ]; then
        awk '/^[ \t]*excludeCIDRs:/ { inside = 1; next } inside && /^[ \t]*- / { print "kube-excludes", $2; next } { inside = 0 }' \
          "$cv_comm/root$cv_file"
      fi
      return 0
    fi
  done 2>/dev/null
}

# linux_ifupdown FILE...: `ifupdown INTERFACE` for each that its files have.
linux_ifupdown() {
  for cv_file in "$@"; do
    if [ ! -f "$cv_file" ] || [ ! -r "$cv_file" ]; then continue; fi
    cv_lines=0
    while { read -r cv_key cv_name cv_line || [ -n "$cv_key" ]; } && [ "$cv_lines" -lt 1000 ]; do
      cv_lines=$((cv_lines + 1))
      if [ "$cv_key" = iface ]; then printf 'ifupdown %s\n' "$cv_name"; fi
    done <"$cv_file"
  done
}

# linux_ldirectord FILE...: `ldirectord VIRTUAL` for each virtual service of its configuration.
linux_ldirectord() {
  for cv_file in "$@"; do
    if [ ! -r "$cv_file" ]; then continue; fi
    cv_lines=0
    while { read -r cv_line || [ -n "$cv_line" ]; } && [ "$cv_lines" -lt 5000 ]; do
      cv_lines=$((cv_lines + 1))
      case $cv_line in
        virtual=* | virtual[\ \	]*=*)
          cv_line=${cv_line#*=}
          cv_line=${cv_line#"${cv_line%%[! ]*}"}
          printf 'ldirectord %s\n' "${cv_line%%[ 	#]*}"
          ;;
      esac
    done <"$cv_file"
  done
}

# `generated NAME`: systems that make /etc from a configuration of their own, and those whose root file system a reboot makes anew.
linux_generated() {
  if [ -e /opt/vyatta/etc/version ] || [ -e /usr/share/vyos/version.json ]; then echo 'generated VyOS'; fi
  if [ -e /etc/openwrt_release ]; then echo 'generated OpenWrt'; fi
  if [ -e /data/freenas-v1.db ]; then echo 'generated TrueNAS'; fi
  if [ -e /etc/unifi-os ]; then echo 'generated UniFi-OS'; fi
  if [ -e /etc/synoinfo.conf ]; then echo 'generated Synology-DSM'; fi
  if [ -e /etc/config/uLinux.conf ]; then echo 'generated QTS'; fi
  if [ -e /etc/unraid-version ]; then echo 'generated Unraid'; fi
  if [ -e /etc/NIXOS ]; then echo 'generated NixOS'; fi
  case $(stat -f -c %T / 2>/dev/null) in
    tmpfs) echo 'volatile tmpfs' ;;
    ramfs) echo 'volatile ramfs' ;;
  esac
  return 0
}

# Whether keepalived runs or will run, and what it is told: its configuration with what that includes.
linux_keepalived() {
  if [ ! -r /etc/keepalived/keepalived.conf ]; then return 0; fi
  if linux_runs keepalived; then echo 'state running'; else echo 'state stopped'; fi
  linux_keepalived_file /etc/keepalived/keepalived.conf 1 2>/dev/null |
    sed -n -e 's/[#!].*//' -e 's/^/conf /' -e p -e 5000q
  return 0
}

# linux_keepalived_file FILE DEPTH: names in it are relative to its folder, and may be patterns.
linux_keepalived_file() {
  cat "$1"
  echo
  if [ "$2" -ge 4 ]; then return 0; fi
  (
    cd "${1%/*}" || exit 0
    # shellcheck disable=SC2013 # names hold patterns: splitting and globbing are what is wanted
    for cv_file in $(sed -n 's/^[[:space:]]*include[armwb]*[[:space:]]\{1,\}\([^[:space:]#!]*\).*/\1/p' "$1"); do
      if [ ! -f "$cv_file" ]; then continue; fi
      case $cv_file in /*) ;; *) cv_file=$(pwd)/$cv_file ;; esac
      linux_keepalived_file "$cv_file" "$(($2 + 1))"
    done
  )
}

linux_runs() {
  for cv_comm in /proc/[0-9]*/comm; do
    if read -r cv_name <"$cv_comm" && [ "$cv_name" = "$1" ]; then return 0; fi
  done 2>/dev/null
  return 1
}

# The links through which SysV init starts culvert, whatever number insserv gave them.
linux_rc_links() {
  set -- /etc/rc[2345].d/S[0-9][0-9]culvert
  # shellcheck disable=SC2012 # the pattern has no odd characters
  if [ -h "$1" ]; then ls -ld "$@" | awk '$(NF - 1) == "->" { print $(NF - 2), $NF }'; fi
  return 0
}

# ================================================================ what a look at a host does not need

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

# ---------------------------------------------------------------- looks: one thing, the same text for the same state
look_tunnel() {
  if [ ! -d "/sys/class/net/$1" ]; then
    echo absent
    return 0
  fi
  ip -d addr show dev "$1" 2>/dev/null | awk -v filter="/proc/sys/net/ipv4/conf/$1/rp_filter" '
    # What counts: no numbers of interfaces, no lifetimes, not whether somebody listens (promiscuity), and addresses
    # sorted, whatever order they came in.
    $1 == "inet" {
      text = "address " $2
      if ($3 == "peer") text = text " peer " $4
      for (place = ++count; place > 1 && address[place - 1] > text; place--) address[place] = address[place - 1]
      address[place] = text
      next
    }
    $1 == "inet6" || $1 == "valid_lft" { next }
    match($0, /<[^>]*>/) {
      print index("," substr($0, RSTART + 1, RLENGTH - 2) ",", ",UP,") ? "up" : "down"
      for (place = 1; place < NF; place++) if ($place == "master") print "master", $(place + 1)
      next
    }
    { sub(/ (promiscuity|numtxqueues) .*/, ""); print }
    END {
      for (place = 1; place <= count; place++) print address[place]
      if ((getline value < filter) > 0) print "rp_filter " value
    }'
}

# look_address INTERFACE ADDRESS
look_address() {
  ip -4 addr show dev "$1" 2>/dev/null | awk -v wanted="$2" '
    $1 == "inet" && (($3 == "peer" ? $2 " peer " $4 : $2) == wanted) { found = 1 }
    END { print found ? "present" : "absent" }'
}

# One of a module that is not loaded is what it will be then: that is all the same, and so must be what is said of it.
look_setting() {
  if cat "/proc/sys/$1" 2>/dev/null; then return 0; fi
  case $1 in
  net/ipv4/vs/expire_nodest_conn | net/ipv4/vs/expire_quiescent_template) echo 0 ;;
  *) echo absent ;;
  esac
}

look_forwarding() { linux_settings | sed -n 's|^net/ipv4/ip_forward ||p'; }

# look_mss VIP PORT
look_mss() {
  linux_mss | awk -v vip="$1" -v port="$2" '$1 == vip && $2 == port { print $3; found = 1 } END { if (!found) print "none" }'
}

# look_service -t VIP:PORT
look_service() {
  if linux_has_ipvs; then
    ipvsadm -Sn | awk -v kind="$1" -v key="$2" '$1 == "-A" && $2 == kind && $3 == key'
  fi
}

# look_destination -t VIP:PORT RIP:PORT
look_destination() {
  if ! linux_has_ipvs; then return 0; fi
  ipvsadm -Sn | awk -v kind="$1" -v key="$2" -v to="$3" '$1 == "-a" && $2 == kind && $3 == key && $5 == to'
  ipvsadm -Ln --thresholds "$1" "$2" 2>/dev/null | awk -v to="$3" '$1 == "->" && $2 == to { print $3, $4 }'
  return 0
}

look_module() { if [ -d "/sys/module/$1" ]; then echo loaded; else echo 'not loaded'; fi; }

# ---------------------------------------------------------------- changes that are no command of their own
set_setting() { printf '%s\n' "$2" >"/proc/sys/$1"; }

# set_forwarding VALUE, as linux_settings prints it.
set_forwarding() {
  (
    cv_on=${1%%,*}
    cd /proc/sys/net/ipv4 && echo "$cv_on" >ip_forward && echo $((1 - cv_on)) >conf/all/accept_redirects || exit 1
    # One that goes away meanwhile, or has gone since the value was seen, is nobody's any more.
    for cv_interface in conf/*/forwarding; do
      if [ "$cv_interface" != conf/all/forwarding ]; then { echo "$cv_on" >"$cv_interface"; } 2>/dev/null || [ ! -e "$cv_interface" ] || exit 1; fi
    done
    case $1 in *,*) ;; *) exit 0 ;; esac
    for cv_exception in $(echo "${1#*,}" | tr , ' '); do
      case $cv_exception in
        accept_redirects=*) echo "${cv_exception#*=}" >conf/all/accept_redirects ;;
        *)
          cv_interface=conf/${cv_exception%%=*}/forwarding
          { echo "${cv_exception#*=}" >"$cv_interface"; } 2>/dev/null || [ ! -e "$cv_interface" ]
          ;;
      esac || exit 1
    done
  )
}

# set_mss VIP PORT BYTES, or none. In a table of nft of its own where the host has nft: firewalld leaves that alone, and takes out
# every rule of iptables that it has not made.
set_mss() {
  if linux_takes_nft; then
    cv_text=$(linux_nft_mss_with "$@")
    printf '%s\n' "$cv_text" | nft -f - || return 1
    # Rules from before the host had nft.
    set -- "$1" "$2" none
    linux_iptables_has_mss || return 0
  fi
  set_iptables_mss "$@"
}

linux_iptables_has_mss() { command -v iptables >/dev/null 2>&1 && [ -n "$(linux_iptables_mss)" ]; }

# Whether nft is here, and the kernel has it for IPv4: the table may be empty.
linux_takes_nft() {
  command -v nft >/dev/null 2>&1 && nft 'add table ip culvert' 2>/dev/null &&
    nft 'add chain ip culvert mss { type filter hook output priority -150; policy accept; }' 2>/dev/null
}

# linux_nft_mss_with VIP PORT BYTES|none: the table with this rule, as one change for nft. A rule makes the number never greater.
linux_nft_mss_with() {
  linux_nft_mss | awk -v vip="$1" -v port="$2" -v bytes="$3" '
    function rule(vip, port, bytes) {
      text = text "    ip saddr " vip (port == 0 ? "" : " tcp sport " port) " tcp flags & (syn | rst) == syn tcp option maxseg size > " \
        bytes " tcp option maxseg size set " bytes " comment \"culvert\"\n"
    }
    $1 != vip || $2 != port { rule($1, $2, $3) }
    END {
      if (bytes != "none") rule(vip, port, bytes)
      print "table ip culvert {\n}\ndelete table ip culvert"
      if (text != "")
        print "table ip culvert {\n  chain mss {\n    type filter hook output priority -150; policy accept;\n" text "  }\n}"
    }'
}

# Of iptables. There is a rule all the time: TCPMSS never makes the number greater, so two do what the lesser
# one says (net/netfilter/xt_TCPMSS.c).
set_iptables_mss() {
  cv_before=$(linux_iptables_mss | awk -v vip="$1" -v port="$2" '$1 == vip && $2 == port { print $3 }')
  if [ "$3" != none ]; then mss_rule -I "$@" || return 1; fi
  for cv_size in $cv_before; do mss_rule -D "$1" "$2" "$cv_size" || return 1; done
}

# mss_rule -I|-D VIP PORT BYTES
mss_rule() {
  cv_verb=$1
  cv_vip=$2
  cv_bytes=$4
  if [ "$3" = 0 ]; then set --; else set -- --sport "$3"; fi
  iptables -w -t mangle "$cv_verb" OUTPUT -s "$cv_vip/32" -p tcp -m tcp "$@" --tcp-flags SYN,RST SYN \
    -m comment --comment culvert -j TCPMSS --set-mss "$cv_bytes"
}

# cv_os_is_same FILE TEXT: whether a look shows what it showed then. Of ip_forward that is its value, and of the interfaces that
# differed from it those that are still there; others may have come.
cv_os_is_same() {
  cv_is_text "$1" "$2" && return 0
  cv_read "$1"
  case $cv_line:$2 in [01],*:[01]* | [01]*:[01],*) ;; *) return 1 ;; esac
  [ "$(linux_still "$cv_line" "$cv_line")" = "$(linux_still "$2" "$cv_line")" ]
}

# linux_still VALUE THEN: the value with those exceptions that the earlier value had for what is still there.
linux_still() {
  printf '%s' "${1%%,*}"
  case $1 in *,*) ;; *) return 0 ;; esac
  for cv_exception in $(echo "${1#*,}" | tr , ' '); do
    case ,$2, in
      *,"${cv_exception%%=*}"=*)
        case ${cv_exception%%=*} in
          accept_redirects) printf ',%s' "$cv_exception" ;;
          *) if [ -e "/proc/sys/net/ipv4/conf/${cv_exception%%=*}" ]; then printf ',%s' "$cv_exception"; fi ;;
        esac
        ;;
    esac
  done
}

load_module() { [ -d "/sys/module/$1" ] || modprobe "$1"; }

# ---------------------------------------------------------------- others that configure new interfaces
# reserve_interface NAME: before the interface is made, tells those that configure new interfaces by patterns to leave it alone:
# udev, which runs systemd-sysctl for each (an explicit key is exempt from globs, sysctl.d(5)), systemd-networkd and NetworkManager.
# What is in /run is gone after a reboot. The files in /etc follow at confirm; their names differ, because a file in /etc hides
# one of the same name in /run.
reserve_interface() {
  if linux_has_sysctl_d; then
    linux_write_run "/run/sysctl.d/99-zz-culvert-$1.conf" "-net/ipv4/conf/$1/rp_filter = 2" || return 1
  fi
  if linux_has_networkd; then
    linux_write_run "/run/systemd/network/00-culvert-$1.network" '[Match]' "Name=$1" '' '[Link]' 'Unmanaged=yes' || return 1
    networkctl reload >/dev/null 2>&1
  fi
  if linux_has_networkmanager; then
    linux_write_run "/run/NetworkManager/conf.d/culvert-$1.conf" '[keyfile]' "unmanaged-devices+=interface-name:$1" || return 1
    nmcli general reload conf >/dev/null 2>&1
  fi
  return 0
}

# release_interface NAME
release_interface() {
  rm -f "/run/sysctl.d/99-zz-culvert-$1.conf" "/run/systemd/network/00-culvert-$1.network" \
    "/run/NetworkManager/conf.d/culvert-$1.conf"
}

# look_reserved NAME
look_reserved() {
  for cv_file in "/run/sysctl.d/99-zz-culvert-$1.conf" "/run/systemd/network/00-culvert-$1.network" \
    "/run/NetworkManager/conf.d/culvert-$1.conf"; do
    if [ -r "$cv_file" ]; then cat "$cv_file"; else echo absent; fi
  done
}

# linux_write_run FILE LINE...: others read it.
linux_write_run() {
  cv_file=$1
  shift
  (umask 022 && mkdir -p "${cv_file%/*}" && printf '%s\n' "$@" >"$cv_file")
}

# Waits, for a while, until udev has done with new interfaces what its rules say: what culvert sets comes after it.
settle_devices() {
  if [ -S /run/udev/control ] && command -v udevadm >/dev/null 2>&1; then udevadm settle --timeout=10 >/dev/null 2>&1; fi
  return 0
}

# Connections that a destination still has, for the drain: `destination RIP:PORT ACTIVE INACTIVE` for each. ip_vs counts one
# that is still being made as inactive, like those that have ended; where nobody new is let in (weight 0) it would be lost
# with its destination, and counts as active here. That costs a look at every connection, so only where there may be one.
cv_os_connections() {
  cv_counts=$(ipvsadm -Ln "$1" "$2" 2>/dev/null | awk '$1 == "->" && NR > 3 { print $2, $4, $5, $6 }')
  {
    printf '%s\n' "$cv_counts"
    if printf '%s\n' "$cv_counts" | awk '$2 == 0 && $3 == 0 && $4 > 0 { some = 1 } END { exit !some }'; then
      ipvsadm -Lnc 2>/dev/null
    fi
  } | awk -v kind="$1" -v key="$2" '
    NF == 4 && $2 ~ /^[0-9]+$/ {
      to[++count] = $1
      weight[$1] = $2
      counted[$1] = active[$1] = $3
      inactive[$1] = $4
    }
    # The one that was being made when they were counted may have been made since.
    $3 != "SYN_RECV" && !($3 == "ESTABLISHED" && counted[$6] == 0) { next }
    ($5 == key || kind == "-f") && ($6 in weight) && weight[$6] == 0 && inactive[$6] > 0 {
      active[$6]++
      inactive[$6]--
    }
    END { for (place = 1; place <= count; place++) print to[place], active[to[place]], inactive[to[place]] }'
}

# ---------------------------------------------------------------- steering: connections of the prober, each to one realserver
# A connection has a number; its mark is that number, moved to bits that nothing else here uses.
#
# steer_marks AGAIN FIRST LAST: finds those bits: in no mask that a rule looks at, and no mark of a rule or a service. kubelet drops
# packets with 0x8000, Calico has 0xffff0000, Cilium 0xf00, Tailscale 0xff0000: the lowest eight come first, and last with AGAIN 1.
steer_marks() {
  cv_used=$(linux_marks)
  cv_shifts='0 23 15 7'
  if [ "$1" = 1 ]; then cv_shifts='23 15 7 0'; fi
  for cv_shift in $cv_shifts; do
    if steer_fits "$2" "$3"; then
      printf '%s\n' "$cv_shift" >"$cv_state/held/.shift.$2"
      return
    fi
  done
  echo "rules of this host look at all bits of packets' marks: $(echo "$cv_used" | tr '\n' ' ')"
  return 1
}

# steer_fits FIRST LAST: whether no rule meets these numbers where $cv_shift moves them. A mask of all bits compares a mark with one.
steer_fits() {
  cv_bits=1
  while [ "$cv_bits" -le "$2" ]; do cv_bits=$((cv_bits * 2)); done
  cv_bits=$(((cv_bits - 1) << cv_shift))
  for cv_rule in $cv_used; do
    cv_value=$((${cv_rule%/*}))
    cv_mask=$((${cv_rule#*/}))
    if [ "$cv_mask" -ne 4294967295 ]; then
      [ $((cv_bits & cv_mask)) -eq 0 ] || return 1
    elif [ "$cv_value" -ge $(($1 << cv_shift)) ] && [ "$cv_value" -le $(($2 << cv_shift)) ]; then
      return 1
    fi
  done
}

# `VALUE/MASK` of each mark that a routing rule, a packet filter, an IPsec policy or a virtual service looks for or sets. What
# belongs to a connection (ct mark) is not a packet's.
linux_marks() {
  {
    ip rule show
    if [ -r /proc/net/xfrm_stat ]; then ip xfrm policy show; fi
    if linux_has_ipvs; then ipvsadm -Sn; fi
    if command -v iptables-save >/dev/null 2>&1 && { linux_has_table || linux_has_nft; }; then iptables-save; fi
    if command -v iptables-legacy-save >/dev/null 2>&1 && linux_has_table; then iptables-legacy-save; fi
    if command -v nft >/dev/null 2>&1 && linux_has_nft; then nft -n list ruleset; fi
  } 2>/dev/null | awk '
    function used(value, mask) {
      if (value ~ /^(0x[0-9a-fA-F]+|[0-9]+)$/ && mask ~ /^(0x[0-9a-fA-F]+|[0-9]+)$/) print value "/" mask
    }
    function mark(text, part, count) {
      sub(/[,;]$/, "", text)
      count = split(text, part, "/")
      used(part[1], count > 1 ? part[2] : "0xffffffff")
    }
    /^#/ { next }
    {
      for (place = 1; place < NF; place++) {
        if ($place ~ /^(fwmark|--mark|--set-mark|--set-xmark|--or-mark)$/ || ($place == "-f" && $1 ~ /^-[Aa]$/)) mark($(place + 1))
        if ($place == "--nfmask") used("0", $(place + 1))
        if ($place != "mark" || $(place - 1) == "ct" || $(place - 1) == "sport" || $(place - 1) == "dport") continue
        word = $(place + 1)
        if (word == "set" || word ~ /^(==|!=)$/) mark($(place + 2))
        else if (word ~ /^(&|and|\||or)$/) { if ($(place - 2) != "set") used("0", $(place + 2)) }
        else if (word == "{") for (next_place = place + 2; next_place <= NF && $next_place != "}"; next_place++) mark($next_place)
        else mark(word)
      }
    }' | sort -u
}

# steer_shift NUMBER: where the numbers from this one on have been moved, in $cv_shift.
steer_shift() {
  cv_read "$cv_state/held/.shift.$1"
  cv_shift=${cv_line:-0}
}

# steer_to NUMBER REALSERVER OPTION...: packets with its mark go to the realserver, whatever the service's own table says.
steer_to() {
  cv_mark=$(($1 << cv_shift))
  cv_to=$2
  shift 2
  load_module ip_vs && ipvsadm -A -f "$cv_mark" -s rr && ipvsadm -a -f "$cv_mark" -r "$cv_to" "$@"
}

# steer_packets NUMBER:PROTO:SOURCE:PORT:DESTINATION:PORT...: packets of these connections get their marks, on whatever interface
# they come in; a port of 0 is any. By tc(8), which comes with ip(8) and knows no order among rules of others: what it does not
# match goes on.
steer_packets() {
  if ! command -v tc >/dev/null 2>&1; then
    echo 'tc is missing: install iproute2 (RHEL: iproute-tc)'
    return 1
  fi
  cv_know_boot
  # What is to be taken back is written down before it is done. Only for itself: none of it outlives a power cut.
  steer_devices >"$cv_state/held/.steered.${1%%:*}" &&
    steer_places "$cv_state/held/.steered.${1%%:*}" &&
    steer_lines "$cv_state/held/.steered.${1%%:*}" "$@" | tc -batch -
}

# Interfaces that packets come in on: not those below a bridge or a bond, which hand them up (a VRF is no such thing), nor
# tunnels.
steer_devices() {
  {
    ip -o link show type vrf 2>/dev/null | sed 's/^/vrf /'
    ip -o link show up
  } | awk '
    $1 == "vrf" { sub(/[:@].*/, "", $3); vrf[$3] = 1; next }
    /LOOPBACK/ || /link\/(ipip|gre|sit|tunnel6|gre6) / { next }
    match($0, / master [^ ]+/) && !(substr($0, RSTART + 8, RLENGTH - 8) in vrf) { next }
    {
      sub(/[:@].*/, "", $2)
      print $2
    }'
}

# steer_places FILE: a place for filters on each of these interfaces, where nobody has made one yet.
steer_places() {
  tc qdisc show | awk -v list="$1" '
    ($2 == "clsact" || $2 == "ingress") { for (place = 3; place < NF; place++) if ($place == "dev") ready[$(place + 1)] = 1 }
    END { while ((getline device < list) > 0) if (!(device in ready)) print device }' |
    (
      while IFS= read -r cv_device; do
        printf '%s\n' "$cv_this_boot" >"$cv_state/held/.place.$cv_device" && tc qdisc add dev "$cv_device" clsact || exit 1
      done
    )
}

# steer_lines FILE CONNECTION...: what tc is told for these interfaces.
steer_lines() {
  cv_list=$1
  shift
  printf '%s\n' "$@" | awk -F : -v list="$cv_list" -v times=$((1 << cv_shift)) '
    { $1 = sprintf("%d", $1 * times) }
    { rule[NR] = "handle " $1 " flower ip_proto " $2 " src_ip " $3 ($4 == 0 ? "" : " src_port " $4) " dst_ip " $5 " dst_port " $6 \
        " action skbedit mark " $1 " continue" }
    END {
      while ((getline device < list) > 0)
        for (number = 1; number <= NR; number++) print "filter add dev", device, "ingress protocol ip pref 1", rule[number]
    }'
}

# steer_counts NUMBER...: `packets NUMBER COUNT` that came, `connections NUMBER COUNT` that ip_vs has. (Not of its --stats: these
# are up to 2 s late.)
steer_counts() {
  steer_shift "$1"
  sed 's/.*/filter show dev & ingress/' "$cv_state/held/.steered.$1" | tc -s -force -batch - 2>/dev/null |
    awk -v marks=" $* " -v times=$((1 << cv_shift)) '
      $1 == "filter" { mark = "" }
      /skbedit/ { for (place = 1; place < NF; place++) if ($place == "mark") mark = sprintf("%d", $(place + 1) / times) }
      $1 == "Sent" && index(marks, " " mark " ") { count[mark] += $4 }
      END { for (mark in count) print "packets", mark, count[mark] }'
  ipvsadm -Ln 2>/dev/null | awk -v marks=" $* " -v times=$((1 << cv_shift)) '
    /^[A-Z]/ { number = $2 / times; mark = $1 == "FWM" && $2 % times == 0 && index(marks, " " number " ") ? number : "" }
    $1 == "->" && mark != "" { print "connections", mark, $5 + $6 }'
}

# steer_back NUMBER...: as it was before, on whatever interfaces it was done. Without a place for the numbers nothing was done.
steer_back() {
  [ -r "$cv_state/held/.shift.$1" ] || return 0
  steer_shift "$1"
  for cv_mark in "$@"; do ipvsadm -D -f $((cv_mark << cv_shift)); done
  if [ -r "$cv_state/held/.steered.$1" ]; then
    printf '%s\n' "$@" | awk -v list="$cv_state/held/.steered.$1" -v times=$((1 << cv_shift)) '
      { mark[NR] = sprintf("%d", $1 * times) }
      END {
        while ((getline device < list) > 0)
          for (number = 1; number <= NR; number++)
            print "filter del dev", device, "ingress protocol ip pref 1 handle", mark[number], "flower"
      }' | tc -force -batch -
    rm -f "$cv_state/held/.steered.$1"
  fi
  rm -f "$cv_state/held/.shift.$1"
  cv_know_boot
  for cv_place in "$cv_state"/held/.place.*; do
    if [ -r "$cv_place" ]; then steer_tidy "$cv_place" "${cv_place##*/.place.}"; fi
  done
}

# Takes the place for filters away with the last of them.
steer_tidy() {
  cv_read "$1"
  if [ "$cv_line" = "$cv_this_boot" ]; then
    if [ -n "$(tc filter show dev "$2" ingress; tc filter show dev "$2" egress)" ]; then return 0; fi
    tc qdisc del dev "$2" clsact
  fi
  rm -f "$1"
}

# ---------------------------------------------------------------- evidence: what became of the packets that came here
# cv_os_evidence VIP PORT CLIENT [filters]: with filters also what these drop, which takes a while.
cv_os_evidence() {
  cv_section counters linux_counters
  cv_section received linux_received
  cv_section sockets linux_sockets "$2"
  linux_vrf "$1"
  # shellcheck disable=SC2086 # nothing, or two words
  cv_section reply ip -o route get "$3" from "$1" $cv_vrf
  # shellcheck disable=SC2086 # nothing, or two words
  cv_section routes ip -o route show match "$3" $cv_vrf
  cv_section mtus linux_mtus
  if [ "${4:-}" = filters ]; then cv_section filters linux_filters; fi
}

# linux_vrf ADDRESS: the VRF of the interface that has it, in $cv_vrf as ip(8) takes it; empty where there is none.
linux_vrf() {
  cv_vrf=
  cv_device=$(ip -o -4 addr show to "$1/32" 2>/dev/null | awk '{ print $2; exit }')
  cv_master=/sys/class/net/$cv_device/master
  if [ -n "$cv_device" ] && [ -e "$cv_master/uevent" ] && grep -q '^DEVTYPE=vrf$' "$cv_master/uevent"; then
    cv_vrf=$(sed -n 's/^INTERFACE=/vrf /p' "$cv_master/uevent")
  fi
}

# `wrapped MTU`: the smallest of the interfaces that packets for tunnels come in by.
linux_mtus() {
  ip -o link show up | awk '
    /LOOPBACK|NOARP/ { next }
    match($0, / mtu [0-9]+/) { mtu = substr($0, RSTART + 5, RLENGTH - 5) + 0; if (!least || mtu < least) least = mtu }
    END { if (least) print "wrapped", least }'
}

# `NAME COUNT`: a line of names and one of numbers for each protocol; those of IPsec have a line each.
linux_counters() {
  awk '$1 in seen { for (place = 2; place <= NF; place++) if (wanted[name[place]]) print name[place], $place; next }
    { seen[$1]; for (place = 2; place <= NF; place++) name[place] = $place }
    BEGIN { wanted["InUnknownProtos"] = wanted["OutDestUnreachs"] = wanted["IPReversePathFilter"] = wanted["InAddrErrors"] = 1 }
  ' /proc/net/snmp /proc/net/netstat
  if [ -r /proc/net/xfrm_stat ]; then awk '$1 ~ /^XfrmIn/ { print $1, $2 }' /proc/net/xfrm_stat; fi
}

# `INTERFACE PACKETS`: what came in on it.
linux_received() { awk -F '[: ]+' 'NR > 2 { sub(/^ +/, ""); print $1, $3 }' /proc/net/dev; }

# linux_sockets PORT: TCP sockets that listen (0A) or are being connected to (03): `STATE ADDRESS:PORT PEER:PORT`, in the hexadecimal of
# /proc/net/tcp. Addresses there are words of the machine's own byte order: `order 1` is the little end first.
linux_sockets() {
  printf 'order %s\n' "$(printf '\001\000' | od -A n -t u2 | tr -d ' ')"
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port="$(printf '%04X' "$1")" '($4 == "0A" || $4 == "03") && substr($2, length($2) - 3) == port { print $4, $2, $3 }' |
    sort -ru | sed -n 1,2000p
}

# Places at which packets are dropped, with how many that were; `-` where that is not counted.
linux_filters() {
  linux_tc_filters
  linux_iptables_filters
  linux_nft_filters
  return 0
}

# `tc DEVICE DIRECTION PROTOCOL PREF HANDLE KIND COUNT KEY=VALUE...`: filters whose action is to drop, in the first chain.
linux_tc_filters() {
  if ! command -v tc >/dev/null 2>&1; then return 0; fi
  for cv_device in $(tc qdisc show 2>/dev/null |
    awk '($2 == "clsact" || $2 == "ingress") { for (place = 3; place < NF; place++) if ($place == "dev") print $(place + 1) }'); do
    for cv_direction in ingress egress; do
      tc -s filter show dev "$cv_device" "$cv_direction" 2>/dev/null | awk -v place="$cv_device $cv_direction" '
        function tell() { if (drops && rule != "") print "tc", place, rule, count keys }
        $1 == "filter" {
          tell()
          rule = keys = protocol = pref = handle = kind = ""
          drops = count = chain = inside = 0
          for (word = 2; word <= NF; word++) {
            if ($word == "protocol") protocol = $(word + 1)
            if ($word == "pref") { pref = $(word + 1); kind = $(word + 2) }
            if ($word == "chain") chain = $(word + 1)
            if ($word == "handle" || ($word == "fh" && $(word + 1) ~ /::./)) handle = $(word + 1)
          }
          if (handle != "" && chain == 0) rule = protocol " " pref " " handle " " kind
          next
        }
        $1 == "action" && $2 == "order" { inside = 1; if ($0 ~ /gact action drop/) drops = 1 }
        $1 == "Sent" { count += $4 }
        !inside && NF == 2 && $1 ~ /^(ip_proto|src_ip|dst_ip|src_port|dst_port)$/ { keys = keys " " $1 "=" $2 }
        END { tell() }'
    done
  done
}

# `iptables PROGRAM TABLE CHAIN COUNT`: what is dropped from the hooks, by their own rules and policy, and in the chains that
# these go to. Both kinds of tables may be there, and each has its program.
linux_iptables_filters() {
  if command -v iptables-save >/dev/null 2>&1; then
    case $(iptables-save -V 2>/dev/null) in
      *nf_tables*) if linux_has_nft; then iptables-save -c 2>/dev/null | linux_chains iptables; fi ;;
      *) if linux_has_table; then iptables-save -c 2>/dev/null | linux_chains iptables; fi ;;
    esac
  fi
  case $(iptables-save -V 2>/dev/null) in
    *nf_tables*)
      if command -v iptables-legacy-save >/dev/null 2>&1 && linux_has_table; then
        iptables-legacy-save -c 2>/dev/null | linux_chains iptables-legacy
      fi
      ;;
  esac
}

linux_chains() {
  awk -v program="$1" '
    function dropped(chain, sum, number, parts, count) {
      if (chain in passed) return 0
      passed[chain]
      sum = drops[chain]
      count = split(jumps[chain], parts, " ")
      for (number = 1; number <= count; number++) sum += dropped(parts[number])
      return sum
    }
    function tell(number) {
      for (number = 1; number <= hooks; number++) {
        split("", passed)
        if (may[hook[number]] || jumps[hook[number]] != "") {
          count = dropped(hook[number])
          if (count > 0) print "iptables", program, table, hook[number], count
        }
      }
    }
    function packets(text) { sub(/:.*/, "", text); return substr(text, 2) }
    /^\*/ { table = substr($1, 2); hooks = 0; split("", drops); split("", jumps); split("", may); next }
    /^:/ {
      chain = substr($1, 2)
      if (chain ~ /^(PREROUTING|INPUT|OUTPUT)$/) hook[++hooks] = chain
      if ($2 == "DROP") { drops[chain] += packets($3); may[chain] = 1 }
      next
    }
    $2 == "-A" {
      for (place = 4; place < NF; place++) {
        if ($place != "-j" && $place != "-g") continue
        target = $(place + 1)
        if (target == "DROP" || target == "REJECT") { drops[$3] += packets($1); may[$3] = 1 }
        else jumps[$3] = jumps[$3] " " target
      }
    }
    $1 == "COMMIT" { tell() }'
}

# `nft FAMILY TABLE CHAIN HOOK COUNT`: chains at a hook from which packets are dropped, or may be; those of iptables have been told of.
linux_nft_filters() {
  if ! command -v nft >/dev/null 2>&1 || ! linux_has_nft; then return 0; fi
  cv_theirs=
  case $(iptables-save -V 2>/dev/null) in
    *nf_tables*) cv_theirs=$(iptables-save 2>/dev/null | sed -n 's/^\*//p' | tr '\n' ' ') ;;
  esac
  nft -n list ruleset 2>/dev/null | awk -v theirs=" $cv_theirs" '
    function dropped(chain, number, parts, count) {
      if (chain in passed) return
      passed[chain]
      if (chain in drops) { some = 1; sum += drops[chain]; if (blind[chain]) isBlind = 1 }
      count = split(jumps[chain], parts, " ")
      for (number = 1; number <= count; number++) dropped(parts[number])
    }
    function tell(number) {
      for (number = 1; number <= hooks; number++) {
        split("", passed)
        sum = some = isBlind = 0
        dropped(hook[number])
        if (some) print "nft", family, table, hook[number], at[hook[number]], isBlind ? "-" : sum
      }
    }
    /^table / {
      family = $2; table = $3; hooks = 0; chain = ""
      split("", drops); split("", jumps); split("", blind); split("", at)
      known = family ~ /^(ip|inet)$/ && !(family == "ip" && index(theirs, " " table " "))
      next
    }
    /^}/ { if (known) tell(); next }
    /^\tchain / { chain = $2; next }
    /^\t}/ { chain = ""; next }
    chain == "" { next }
    /^\t\ttype / {
      if ($2 == "filter" && match($0, / hook (prerouting|input|output) /)) {
        hook[++hooks] = chain
        at[chain] = substr($0, RSTART + 6, RLENGTH - 7)
      }
      if ($0 ~ /policy drop;/) { drops[chain] += 0; blind[chain] = 1 }
      next
    }
    {
      if ($0 ~ /(^|[ \t])(drop|reject)( |$|,)/) {
        drops[chain] += 0
        if (match($0, /counter packets [0-9]+/)) drops[chain] += substr($0, RSTART + 16, RLENGTH - 16)
        else blind[chain] = 1
      }
      for (place = 1; place < NF; place++)
        if ($place == "jump" || $place == "goto") { target = $(place + 1); sub(/,$/, "", target); jumps[chain] = jumps[chain] " " target }
    }'
}

# ---------------------------------------------------------------- clients: what becomes of packets from and to them
# Links, rules, routes, the rp_filter of interfaces, uids of programs that listen, and packet filters. Of all only so much as a
# decision needs, and so many lines at most.
cv_os_clients() {
  cv_section client-links linux_client_links
  cv_section client-rules linux_client_rules
  cv_section client-routes linux_client_routes
  cv_section client-filters linux_client_filters
}

# `NAME FLAGS TYPE KIND TABLE MASTER` of each interface but those of containers; `-` is none.
linux_client_links() {
  ip -o -d link show 2>/dev/null | awk '
    BEGIN { split("wireguard dummy ifb nlmon tun vti xfrm ipip gre sit ip6tnl veth", words, " "); for (n in words) kinds[words[n]] = 1 }
    $1 !~ /^[0-9]+:$/ { next }
    {
      name = $2
      sub(/[:@].*/, "", name)
      type = kind = table = master = "-"
      for (place = 4; place <= NF; place++) {
        if ($place == "master") master = $(place + 1)
        if ($place == "vrf" && $(place + 1) == "table") table = $(place + 2)
        if ($place ~ /^link\//) type = substr($place, 6)
        if (kind == "-" && ($place in kinds) && type != "-") kind = $place
      }
      if (kind != "veth" && ++count <= 500) print name, $3, (type == "" ? "-" : type), kind, table, master
    }'
}

# `rule LINE`, `rp_filter INTERFACE VALUE`, `dropped COUNT`, and `uid PORT UID` of programs that listen if a rule asks for one.
linux_client_rules() {
  cv_rules=$(ip rule show 2>/dev/null | sed -n -e 's/^/rule /' -e 1,1000p)
  if [ -n "$cv_rules" ]; then printf '%s\n' "$cv_rules"; fi
  { cd /proc/sys/net/ipv4/conf && exec grep -H '' -- */rp_filter; } 2>/dev/null |
    sed -n -e 's|^\([^/]*\)/rp_filter:|rp_filter \1 |p' -e 1000q
  awk '$1 == "TcpExt:" && !seen { for (n = 2; n <= NF; n++) if ($n == "IPReversePathFilter") at = n; seen = 1; next }
    $1 == "TcpExt:" && at { print "dropped", $at }' /proc/net/netstat 2>/dev/null
  case $cv_rules in
    *uidrange*)
      awk '$4 == "0A" { print substr($2, length($2) - 3), $8 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        sort -u | sed -e 's/^/uid /' -e 2000q
      ;;
  esac
  return 0
}

# Routes that lead somewhere else than to the host itself.
linux_client_routes() {
  ip -o -4 route show table all 2>/dev/null | awk '
    $1 ~ /^(local|broadcast|multicast|anycast|nat)$/ { next }
    ++count <= 3000
    END { if (count > 3000) print "more", count - 3000 }'
}

# `iptables LINE` of each program that has rules, `nft LINE`, `tc` as in linux_tc_filters, `set LINE` of ipset(8).
linux_client_filters() {
  linux_tc_filters
  case $(iptables-save -V 2>/dev/null) in
    '') ;;
    *nf_tables*)
      if linux_has_nft; then linux_client_iptables iptables; fi
      if command -v iptables-legacy-save >/dev/null 2>&1 && linux_has_table; then linux_client_iptables iptables-legacy; fi
      ;;
    *) if linux_has_table; then linux_client_iptables iptables; fi ;;
  esac
  if command -v nft >/dev/null 2>&1 && linux_has_nft; then linux_client_nft; fi
  return 0
}

# linux_client_iptables PROGRAM: no table of addresses to translate, and no chain that packets of a service do not meet.
linux_client_iptables() {
  cv_rules=$("$1-save" 2>/dev/null | awk '/^\*/ { skip = $1 == "*nat" } !skip && /^[*:-]/ && ++count <= 5000')
  case $cv_rules in
    *-j* | *' DROP '*) printf '%s\n' "$cv_rules" | sed "s/^/$1 /" ;;
    *) return 0 ;;
  esac
  case $cv_rules in
    *--match-set*)
      for cv_name in $(printf '%s\n' "$cv_rules" | sed -n 's/.*--match-set \([A-Za-z0-9_.-]*\) .*-j \(DROP\|REJECT\).*/\1/p' | sort -u | sed 20q); do
        ipset save "$cv_name" 2>/dev/null | sed -e 's/^/set /' -e 2000q
      done
      ;;
  esac
}

# The tables of nft but those that iptables has made.
linux_client_nft() {
  cv_theirs=
  case $(iptables-save -V 2>/dev/null) in
    *nf_tables*) cv_theirs=$(iptables-save 2>/dev/null | sed -n 's/^\*//p' | tr '\n' ' ') ;;
  esac
  nft -n list ruleset 2>/dev/null | awk -v theirs=" $cv_theirs" '
    /^table / { show = $2 ~ /^(ip|inet)$/ && !($2 == "ip" && index(theirs, " " $3 " ")) }
    show && ++count <= 6000 { print "nft", $0 }'
}
