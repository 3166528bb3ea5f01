#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-show.sh, sourced by freebsd-pfctl.sh: what -s shows: pfctl_show_*() of pfctl.c and print_status() of
# pfctl_parser.c [S 8, 13.2, 15.1]. Of the counters none is played, so they are as after `pfctl -F info`: zero.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

show() { # WHAT
  case $1 in
    rules) show_rules scrub filter ;;
    nat) show_rules nat rdr ;;
    Anchors) show_anchors "$anchor" ;;
    info) show_info ;;
    states) stateless ;;
    Running) show_running ;;
    Sources | Tables) ;;
    *) unknown "-s $1" ;;
  esac
}

# That the ruleset is not there is told and is no failure. [S pfctl_show_rules(), and the ioctls of pf_ioctl.c]
show_rules() { # SECTION...
  local rules section one words
  [ -z "$verbose" ] || unknown "-v with -s"
  if ! anchor_exists "$anchor"; then
    if since 15; then complain 'Anchor does not exist.'; else complain 'DIOCGETRULES: Invalid argument'; fi
    return
  fi
  ruleset "$anchor"
  for section; do
    for one in "${rules[@]}"; do
      [ "${one%%|*}" != "$section" ] || { words=${one#*|} && printf '%s\n' "${words%%|*}"; }
    done
  done
}

# 8 tells who asks for one that is not there; since 13 that ends the program, for the kernel says it in another number.
show_anchors() { # ANCHOR
  local anchors one
  find_anchors
  if [ -n "$1" ] && [[ " ${anchors[*]} " != *" $1 "* ]]; then
    if since 15; then complain 'Anchor does not exist.' && exit 1; fi
    if since 13; then complain 'DIOCGETRULESETS: No such file or directory' && exit 1; fi
    echo "Anchor '$1' not found." >&2
    return
  fi
  for one in "${anchors[@]}"; do
    [[ $one == "$1${1:+/}"* ]] || continue
    # Those below are shown with -v, on 15.1 always.
    if [[ ${one#"$1${1:+/}"} != */* ]] || [ -n "$verbose" ] || since 15; then echo "  $one"; fi
  done
}

show_running() {
  if ((running)); then echo Enabled; else echo Disabled && status=1; fi
}

# Which packets would have a state is not played.
stateless() {
  local rules
  ((running)) || return 0
  [[ $(cat_rules) != *'keep state'* ]] || unknown "-s states with rules that keep state"
}

cat_rules() {
  local path
  for path in "$pf"/rules/%*; do mapfile -t rules <"$path" && printf '%s\n' "${rules[@]}"; done
}

show_info() {
  local text=Disabled seconds
  [ -z "$verbose" ] || unknown '-v with -s'
  ((!running)) || text=Enabled
  seconds=$((EPOCHSECONDS - since))
  if ((since)); then
    printf -v text '%s for %d days %.2d:%.2d:%.2d' "$text" $((seconds / 86400)) $((seconds / 3600 % 24)) \
      $((seconds / 60 % 60)) $((seconds % 60))
  fi
  printf '%-44s%15s\n\n' "Status: $text" 'Debug: Urgent'
  printf '%-27s %14s %16s\n' 'State Table' Total Rate
  printf '  %-25s %14d %14s\n' 'current entries' 0 ''
  counters searches inserts removals
  echo Counters
  counters match bad-offset fragment short normalize memory bad-timestamp congestion ip-option proto-cksum \
    state-mismatch state-insert state-limit src-limit synproxy
  ! since 13 || counters map-failed
  ! since 15 || counters translate
}

# A rate, too, once there is a time to divide by.
counters() { # NAME...
  local name
  for name; do
    if ((seconds > 0)); then
      printf '  %-25s %14d %14.1f/s\n' "$name" 0 0
    else
      printf '  %-25s %14d %14s\n' "$name" 0 ''
    fi
  done
}
