#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-kernel.sh, sourced: pf(4) as its kernel part would know it, in $state/pf while the module is loaded:
# `status` (running or not, and since when), `skip`, and in rules/ a file a ruleset, `%` the main one, `%NAME%PART` an
# anchor. What it does to packets is in freebsd-pf-packets.sh.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${lab:?}" "${state:?}"
pf=$state/pf

# The module comes, with its device.
pf_load() {
  "$lab/busybox" mkdir -p "$pf/rules"
  pf_status 0 0
  : >"$pf/skip"
  : >"$pf/rules/%"
  "$lab/busybox" rm -f /dev/pf
  "$lab/busybox" mknod -m 600 /dev/pf c 1 3
}

# It goes, rules and all, enabled or not. [S pf_unload()]
pf_unload() {
  "$lab/busybox" rm -rf "$pf" /dev/pf
  running=0
  pf_apply
}

pf_status() { # RUNNING, SINCE
  running=$1 since=$2
  echo "$running $since" >"$pf/status"
}

pf_read_status() { read -r running since <"$pf/status"; }

ruleset_file() { # ANCHOR; in `file`
  file=$pf/rules/%${1//\//%}
}

# The rules of a ruleset, in `rules`.
ruleset() { # ANCHOR
  local file
  rules=()
  ruleset_file "$1"
  [ ! -e "$file" ] || mapfile -t rules <"$file"
}

save_ruleset() { # ANCHOR, RULE...
  local file
  ruleset_file "$1"
  shift
  if [ $# = 0 ] && [ "$file" != "$pf/rules/%" ]; then
    "$lab/busybox" rm -f "$file"
  elif [ $# = 0 ]; then
    : >"$file"
  else
    printf '%s\n' "$@" >"$file"
  fi
}

# The anchors that there are: with rules, called from a ruleset, or above one of those. An empty one that nobody calls
# is removed. [S pf_remove_if_empty_kruleset(), pf_kanchor_setup()] In `anchors`, in the order of their paths.
find_anchors() {
  local path rules one call above
  local -A seen=()
  for path in "$pf"/rules/%*; do
    path=${path##*/%} path=${path//%//}
    [ -z "$path" ] || seen[$path]=1
    ruleset "$path"
    for one in "${rules[@]}"; do
      call=${one##*|} call=${call%/\*}
      [ -z "$call" ] || seen[$path${path:+/}$call]=1
    done
  done
  for path in "${!seen[@]}"; do
    above=$path
    while [[ $above == */* ]]; do above=${above%/*} seen[$above]=1; done
  done
  anchors=()
  [ "${#seen[@]}" = 0 ] || mapfile -t anchors < <(printf '%s\n' "${!seen[@]}" | LC_ALL=C "$lab/linux/bin/sort")
}

anchor_exists() { # ANCHOR
  local anchors
  [ -n "$1" ] || return 0
  find_anchors
  [[ " ${anchors[*]} " == *" $1 "* ]]
}
