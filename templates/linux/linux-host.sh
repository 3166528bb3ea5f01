# shellcheck shell=sh
# What kind of Linux a host is: its release, its init, its tools, and the modules that it has or refuses.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

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
