#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-rc.sh: /etc/rc.d/pf [S 8, 13.2, 15.1], and what rc.subr's run_rc_command does around it.
#
# As there, rules with an error in them do not keep pf from being enabled, and the status is 0; only a file that is
# missing does, before anything is done. That pf is not for this host by rc.conf is told with status 0, too.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common rc-conf; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
self=$0
load_rc_config pf || exit
rules=${rc[pf_rules]}
read -r -a flags <<<"${rc[pf_flags]}"

pfctl() { "${rc[pf_program]}" "$@"; }

enabled() { [[ $(pfctl -s info) == *Enabled* ]]; }

start() {
  if [ ! -r "$rules" ]; then
    warn "$rules is not readable."
    [ -n "$force" ] || return 1
  fi
  /sbin/kldstat -q -m pf || /sbin/kldload pf || { warn 'Unable to load kernel module pf'; return 1; }
  ! messages || printf 'Enabling pf'
  pfctl -F all >/dev/null 2>&1
  pfctl -f "$rules" "${flags[@]}" || fallback
  enabled || pfctl -eq
  ! messages || echo .
}

# Since 13 there may be rules to fall back to.
fallback() {
  since 13 || return 0
  warn "Unable to load $rules."
  yes pf_fallback_rules_enable || return 0
  if [ -f "${rc[pf_fallback_rules_file]}" ]; then
    warn "Loading fallback rules file: ${rc[pf_fallback_rules_file]}"
    pfctl -f "${rc[pf_fallback_rules_file]}" "${flags[@]}"
  else
    warn "Loading fallback rules: ${rc[pf_fallback_rules]}"
    pfctl -f - "${flags[@]}" <<<"${rc[pf_fallback_rules]}"
  fi
}

stop() {
  enabled || return 0
  printf 'Disabling pf'
  pfctl -dq
  echo .
}

check() {
  echo 'Checking pf rules.'
  if since 13; then pfctl -n -f "$rules" "${flags[@]}"; else pfctl -n -f "$rules"; fi
}

reload() {
  echo 'Reloading pf rules.'
  if since 13; then resync; else pfctl -n -f "$rules" && pfctl -f "$rules" "${flags[@]}"; fi
}

resync() {
  ! since 13 || pfctl -n -f "$rules" "${flags[@]}" || return
  pfctl -f "$rules" "${flags[@]}"
}

status() {
  if ! since 13; then pfctl -s info; return; fi
  [ -c /dev/pf ] || { echo 'pf.ko is not loaded'; return 1; }
  pfctl -s info
  pfctl -s Running >/dev/null
}

warn() {
  /usr/bin/logger "$0: WARNING: $*"
  complain "WARNING: $*"
}

# One that is asked to be quiet says it all the same, unless rc_startmsgs is off.
messages() { [ -z "$quiet" ] || yes rc_startmsgs; }

# Whether rc.conf has it; since 15 only the status is told of one that is off.
wanted() { # VERB
  [ -z "$force$one" ] || return 0
  if since 15 && [ "$1" = status ]; then return 0; fi
  ! yes pf_enable || return 0
  [ -n "$quiet" ] ||
    echo "Cannot '$1' pf. Set pf_enable to YES in /etc/rc.conf or use 'one$1' instead of '$1'."
  return 1
}

restart() {
  (stop)
  (start)
}

verb=${1-} quiet='' force='' one=''
case $verb in
  fast* | quiet*) verb=${verb#fast} verb=${verb#quiet} quiet=1 ;;
  force*) verb=${verb#force} force=1 ;;
  one*) verb=${verb#one} one=1 ;;
esac
case $verb in
  start | stop | restart | check | reload | resync | status) ;;
  *) unknown "$*" ;;
esac
wanted "$verb" || exit 0
"$verb" || [ -n "$force" ] || exit 1
