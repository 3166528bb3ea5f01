#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-load.sh, sourced by freebsd-pfctl.sh: -f and -F: rules come and go. See pfctl_rules(), pfctl_clear_*() and
# pfctl_flush_*() of pfctl.c, pfctl_load_anchors() of parse.y [S 8, 13.2, 15.1].
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

# All of it or, after an error, nothing: what was loaded before stays. Rules in anchors stay when the main ruleset is
# loaded anew, unless it loads them itself: the transaction is over the rulesets that are named.
load_rules() { # FILE
  local -A loaded=()
  local parsed skipped anchor_files one skip=()
  [ -n "$anchor" ] || fingerprints
  read_rules "$1" "$anchor" || exit 1
  skip=("${skipped[@]}")
  if [ -z "$anchor" ]; then load_anchors "${anchor_files[@]}"; fi
  [ -z "$no_action" ] || return 0
  for one in "${!loaded[@]}"; do
    mapfile -t parsed <<<"${loaded[$one]}"
    [ -n "${loaded[$one]}" ] || parsed=()
    save_ruleset "${one#/}" "${parsed[@]}"
  done
  if [ -z "$anchor" ]; then
    : >"$pf/skip"
    [ "${#skip[@]}" = 0 ] || printf '%s\n' "${skip[@]}" >"$pf/skip"
  fi
  pf_apply
}

# That the list of fingerprints is missing makes the status 1, and the rules are loaded all the same. [T 13.2, but for
# the status: S] 15.1 reads it even with -n.
fingerprints() {
  [ -z "$no_action" ] || since 15 || return 0
  [ ! -r /etc/pf.os ] || return 0
  complain '/etc/pf.os: No such file or directory'
  status=1
}

read_rules() { # FILE, ANCHOR
  local text=
  if ! parse "$1"; then
    [ -n "$no_action" ] || complain 'Syntax error in config file: pf rules not loaded'
    return 1
  fi
  optimizer
  in_sections
  [ -z "$verbose" ] || printed
  if [ "${#parsed[@]}" -gt 0 ]; then printf -v text '%s\n' "${parsed[@]}"; fi
  loaded[/$2]=${text%$'\n'}
}

# load anchor NAME from FILE
load_anchors() { # "NAME FILE"...
  local one
  for one; do
    [ -z "$verbose" ] || printf '\nLoading anchor %s from %s\n' "${one%% *}" "${one#* }" >&2
    read_rules "${one#* }" "${one%% *}" || { complain 'load anchors' && exit 1; }
  done
}

in_sections() {
  local section one sorted=()
  for section in scrub nat rdr filter; do
    for one in "${parsed[@]}"; do [ "${one%%|*}" != "$section" ] || sorted+=("$one"); done
  done
  parsed=("${sorted[@]}")
}

printed() {
  local one
  for one in "${parsed[@]}"; do one=${one#*|} && printf '%s\n' "${one%%|*}"; done
}

# pfctl drops a rule that another makes superfluous, which is not played. [S pfctl_optimize.c: remove_redundant_rules()]
optimizer() {
  local one other n=0
  for one in "${parsed[@]}"; do
    n=$((n + 1))
    [[ $one == filter\|pass* ]] || continue
    for other in "${parsed[@]:n}"; do
      [[ $other == filter\|pass* ]] || continue
      if covers "$one" "$other" || covers "$other" "$one"; then unknown "the optimizer: one rule covers another"; fi
    done
  done
}

# Whether the first rule is for every packet that the second is for.
covers() { # RULE, RULE
  local first second n
  IFS='|' read -r -a first <<<"$1"
  IFS='|' read -r -a second <<<"$2"
  for ((n = 2; n < 10; n++)); do
    [[ -z ${first[n]} || ${first[n]} == "${second[n]}" ]] || return
  done
}

clear() { # WHAT
  case $1 in
    rules) clear_sections 'nat rdr' 'rules cleared' ;;
    nat) clear_sections 'scrub filter' 'nat cleared' ;;
    queue | osfp) ;;
    Sources) tell 'source tracking entries cleared' ;;
    states) tell '0 states cleared' ;;
    info) clear_info ;;
    Tables) tell '0 tables deleted.' ;;
    all) clear_all ;;
    *) unknown "-F $1" ;;
  esac
}

clear_sections() { # WHAT STAYS, MESSAGE
  local rules one kept=()
  ruleset "$anchor"
  for one in "${rules[@]}"; do [[ " $1 " != *" ${one%%|*} "* ]] || kept+=("$one"); done
  save_ruleset "$anchor" "${kept[@]}"
  pf_apply
  tell "$2"
}

# Of the main ruleset: anchors keep theirs, and pf stays enabled.
clear_all() {
  ! since 15 || tell 'Ethernet rules cleared'
  clear rules
  clear nat
  clear Tables
  ! since 15 || clear rules
  [ -z "$anchor" ] || return 0
  clear states
  clear Sources
  clear info
  : >"$pf/skip"
  pf_apply
  tell 'pf: interface flags reset'
}

clear_info() {
  pf_status "$running" "$EPOCHSECONDS"
  tell 'pf: statistics cleared'
}
