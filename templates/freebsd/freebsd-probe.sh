# shellcheck shell=sh
# The look at a FreeBSD host.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

cv_os_probe() {
  cv_section system freebsd_system
  cv_section interfaces freebsd_interfaces
  cv_section rc-values freebsd_rc_values
  cv_section start-scripts freebsd_start_scripts
  cv_section etc freebsd_etc
  cv_section flags freebsd_flags
  cv_section mss freebsd_mss
  cv_section file:/usr/local/etc/rc.d/culvert cv_file_state /usr/local/etc/rc.d/culvert
  for cv_rc in /etc/rc.conf /etc/rc.conf.local; do cv_section "file:$cv_rc" cv_file_state "$cv_rc"; done
  for cv_rc in $(freebsd_rc_folders); do cv_section "file:$cv_rc" cv_file_state "$cv_rc"; done
  # shellcheck disable=SC2046 # one name a word
  cv_section folders cv_folders /usr/local/etc/rc.d/culvert /etc/rc.conf $(freebsd_rc_folders)
  # Comes with the whole program only.
  if cv_has_word "$*" clients; then freebsd_clients; fi
}

# `ifconfig -a`. Where an interface goes away meanwhile, ifconfig complains (`ioctl(SIOCGIFINFO_IN6): Device not configured`) or
# ends half-way: it is asked again, ten times at most, and what it says at last is taken without the complaints.
freebsd_interfaces() {
  cv_tries=0
  while [ "$cv_tries" -lt 10 ]; do
    cv_tries=$((cv_tries + 1))
    cv_both=$(
      { cv_shown=$(ifconfig -a 2>&3); cv_status=$?; } 3>&1
      printf '%s:%s' "$cv_status" "$cv_shown"
    )
    case $cv_both in
      0:*)
        printf '%s\n' "${cv_both#0:}"
        return 0
        ;;
    esac
  done
  ifconfig -a 2>/dev/null
}

# Unknown settings are an error of sysctl's, and old ones end at the first: what every release knows comes first.
# check_interface became rfc1122_strong_es with 14.
freebsd_system() {
  sysctl kern.osrelease kern.osreldate net.inet.ip.check_interface net.inet.ip.rfc1122_strong_es 2>/dev/null
  printf 'uid '
  id -u
  printf 'gif '
  freebsd_gif
}

# loaded, available, missing, or unknown where the kernel is not in its usual place.
freebsd_gif() {
  if kldstat -q -m if_gif >/dev/null 2>&1; then
    echo loaded
  elif [ ! -d /boot/kernel ]; then
    echo unknown
  elif [ -e /boot/kernel/if_gif.ko ] || [ -e /boot/modules/if_gif.ko ]; then
    echo available
  else
    echo missing
  fi
}

# What rc.d/netif reads besides rc.conf and rc.conf.local (rc.subr, load_rc_config), as far as it is there: a file, or
# since 9 a folder of files.
freebsd_rc_folders() {
  for cv_name in network netif; do
    for cv_folder in /etc /usr/local/etc; do
      if [ -d "$cv_folder/rc.conf.d/$cv_name" ]; then
        for cv_file in "$cv_folder/rc.conf.d/$cv_name"/*; do
          if [ -f "$cv_file" ]; then echo "$cv_file"; fi
        done
      elif [ -f "$cv_folder/rc.conf.d/$cv_name" ]; then
        echo "$cv_folder/rc.conf.d/$cv_name"
      fi
    done
  done
}

# What those files come to when the host's own shell reads them, as each script in rc.d does: `value NAME WORDS`. A
# variable that says so with a blank line, or none at all, has no words. A file may include others: what they say of interfaces
# is seen here only. Names of hosts in these lines come with their addresses in /etc/hosts: `host NAME ADDRESS`.
freebsd_rc_values() (
  # shellcheck source=/dev/null
  if [ -r /etc/defaults/rc.conf ]; then . /etc/defaults/rc.conf >/dev/null; fi
  for cv_rc in ${rc_conf_files:-/etc/rc.conf /etc/rc.conf.local} $(freebsd_rc_folders); do
    # shellcheck source=/dev/null
    if [ -r "$cv_rc" ]; then . "$cv_rc" >/dev/null; fi
  done
  set -f
  IFS=' 	
'
  cv_names=
  for cv_name in rc_conf_files network_interfaces netif_enable cloned_interfaces gif_interfaces $(freebsd_rc_lines); do
    eval "set -- \${$cv_name-}"
    echo "value $cv_name $*"
    case " $* " in
      *' tunnel '[!0-9]* | *' tunnel '*' '[!0-9]* | *' inet '[!0-9]*) cv_names="$cv_names $*" ;;
    esac
  done
  if [ -n "$cv_names" ]; then freebsd_hosts "$cv_names" 2>/dev/null; fi
  echo end
)

# The names of the variables that say what interfaces are made and set up.
freebsd_rc_lines() {
  set | sed -n 's/^\(ifconfig_[A-Za-z0-9_]*\)=.*/\1/p; s/^\(gifconfig_[A-Za-z0-9_]*\)=.*/\1/p
    s/^\(create_args_[A-Za-z0-9_]*\)=.*/\1/p'
}

# freebsd_hosts WORDS: those of them that are names of IPv4 hosts.
freebsd_hosts() {
  awk -v words="$1 " '
    { sub(/#.*/, "") }
    $1 ~ /^[0-9.]+$/ { for (place = 2; place <= NF; place++) if (index(words, " " $place " ")) print "host", $place, $1 }
  ' /etc/hosts
}

# `pf on|off|theirs`, and `VIP BYTES` of each rule in the form of culvert's. Without pf(4)'s device there are none.
freebsd_mss() {
  if [ ! -c /dev/pf ]; then
    echo 'pf off'
    return 0
  fi
  {
    pfctl -s info
    echo rules
    pfctl -s rules
    pfctl -s nat
  } 2>/dev/null | awk '
    $0 == "rules" { rules = 1; next }
    !rules && $1 == "Status:" && status == "" { status = $2 }
    !rules || NF == 0 { next }
    /^scrub out inet proto tcp from [0-9.]+ to any max-mss [0-9]+ fragment reassemble$/ { line[++count] = $7 " " $11; next }
    { others = 1 }
    END {
      print "pf", others ? "theirs" : (status == "Enabled") ? "on" : "off"
      for (place = 1; place <= count; place++) print line[place]
    }'
}

# What makes /etc anew at each boot, if something does: `generated PRODUCT FILE` where a product writes rc.conf from its own
# configuration, `memory DEVICE` where /etc is not on a disk (nanobsd, diskless(8), mfsBSD), `readonly -`.
freebsd_etc() {
  for cv_file in /conf/config.xml /cf/conf/config.xml /data/freenas-v1.db; do
    if [ -f "$cv_file" ]; then
      freebsd_product
      printf 'generated %s %s\n' "${cv_line:-unknown}" "$cv_file"
      return 0
    fi
  done
  cv_device=$(df -k /etc 2>/dev/null | sed -n '2s/ .*//p')
  case $cv_device in
    /dev/md* | tmpfs | /dev/iso9660/* | /dev/cd[0-9]*) printf 'memory %s\n' "$cv_device" ;;
    *) [ -w /etc ] || echo 'readonly -' ;;
  esac
}

# The name of the product whose configuration was found, in $cv_line: OPNsense has a folder, XigmaNAS and NAS4Free prd.name,
# TrueNAS and FreeNAS `TrueNAS-13.0-U6` in version, pfSense and m0n0wall their own name or that of the installation in platform.
freebsd_product() {
  cv_line=
  if [ -d /usr/local/opnsense ]; then
    cv_line=OPNsense
  elif [ -f /etc/inc/pfsense-utils.inc ]; then
    cv_line=pfSense
  else
    for cv_product in /etc/prd.name /etc/version /etc/platform; do
      if [ -z "$cv_line" ] && [ -r "$cv_product" ]; then read -r cv_line <"$cv_product"; fi
    done
  fi
  cv_line=${cv_line%%[!A-Za-z0-9]*}
}

# `FLAGS FILE` of each file of rc.conf(5) that is there, and of /etc: the sum of its file flags (chflags(1)).
freebsd_flags() {
  set -- /etc
  for cv_rc in /etc/rc.conf /etc/rc.conf.local $(freebsd_rc_folders); do
    if [ -e "$cv_rc" ]; then set -- "$@" "$cv_rc"; fi
  done
  stat -f '%f %N' "$@"
}

# Scripts that rc.d/netif runs for an interface before it sets it up.
freebsd_start_scripts() {
  for cv_file in /etc/start_if.gif*; do
    if [ -e "$cv_file" ]; then echo "${cv_file#/etc/start_if.}"; fi
  done
}
