# shellcheck shell=sh
# The system part of an agent that works on files of a test's own folder instead of a host's network.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH

# The test says how long the host has been up, and when it has been started anew.
cv_os_uptime() { read -r cv_uptime <"$CULVERT_STATE_DIR/../uptime"; }
cv_os_boot_id() { cv_this_boot=$(cat "$CULVERT_STATE_DIR/../boot-id"); }
cv_os_started() {
  cv_started=
  cv_stat=
  { read -r cv_stat <"/proc/$1/stat"; } 2>/dev/null
  # shellcheck disable=SC2086 # the fields
  set -- ${cv_stat##*') '}
  cv_started=${20:-}
}
cv_os_fixed() { cat "$CULVERT_STATE_DIR/../fixed"; }
cv_os_mode() { cv_file_mode=$(stat -c %a "$1"); }
cv_os_link_target() { cv_target=$(readlink "$1"); }
cv_os_sync() {
  test_disk=$CULVERT_STATE_DIR/..
  printf '%s\n' "$@" >>"$test_disk/synced"
  if [ -e "$test_disk/full" ]; then fill_disk; fi
  if [ -e "$test_disk/unsynced" ]; then fail_sync "$@"; fi
}
cv_os_processes() { cat /proc/[0-9]*/status 2>/dev/null | awk '/^Pid:/ { pid = $2 } /^PPid:/ { print pid, $2 }'; }
cv_os_detach() { setsid "$@" </dev/null >/dev/null 2>&1 & }
cv_os_boot_written() { echo written >>"$CULVERT_STATE_DIR/../boot-written" || [ -e "$CULVERT_STATE_DIR/../full" ]; }
cv_os_label() {
  if [ -e "$CULVERT_STATE_DIR/../labels" ]; then printf '%s\n' "$1" >>"$CULVERT_STATE_DIR/../labels"; fi
  return 0
}
cv_os_check_boot_file() { case $1 in */checked) sh -n "$2" 2>/dev/null ;; esac; }
cv_os_probe() {
  for cv_argument in "$@"; do
    case $cv_argument in file:*) cv_section "$cv_argument" cv_file_state "${cv_argument#file:}" ;; esac
  done
}

# A folder that stays: that of the transaction named in `unremovable`.
rm() {
  if [ -e "$CULVERT_STATE_DIR/../unremovable" ]; then
    case $2 in *".old.$(cat "$CULVERT_STATE_DIR/../unremovable")") return 1 ;; esac
  fi
  command rm "$@"
}

# A disk that refuses one new file, the first that is to take the place named in `unmovable`, and one that refuses all that
# would go back to the place named in `stuck`; and a full one, which takes no state of a transaction.
mv() {
  if [ -e "$CULVERT_STATE_DIR/../stuck" ] && [ ! -e "$CULVERT_STATE_DIR/../unmovable" ] &&
    [ "$3" = "$(cat "$CULVERT_STATE_DIR/../stuck")" ]; then
    return 1
  fi
  if [ -e "$CULVERT_STATE_DIR/../unwritable" ]; then
    case $3 in */tx/*/state) return 1 ;; esac
  fi
  if [ -e "$CULVERT_STATE_DIR/../unmovable" ] && [ "$3" = "$(cat "$CULVERT_STATE_DIR/../unmovable")" ]; then
    rm "$CULVERT_STATE_DIR/../unmovable"
    return 1
  fi
  command mv "$@"
}

# A disk that fails from the time on that the test has said, or for the paths that end so.
fail_sync() {
  read -r test_syncs <"$test_disk/unsynced"
  case $test_syncs in
    /*) for test_path in "$@"; do case $test_path in *"$test_syncs") return 1 ;; esac done ;;
    1) return 1 ;;
    *) echo "$((test_syncs - 1))" >"$test_disk/unsynced" ;;
  esac
}

# A disk that is full to whoever syncs the time that the test has said, and to what they start: it has names for files, and
# no room for a byte.
fill_disk() {
  read -r test_syncs <"$test_disk/full"
  if [ "$test_syncs" -gt 1 ]; then
    echo "$((test_syncs - 1))" >"$test_disk/full"
  else
    trap '' XFSZ
    ulimit -f 0
  fi
  return 0
}

# Things that a step can do.
set_thing() { printf '%s\n' "$2" >"$1"; }
remove_thing() { rm -f "$1"; }
look_thing() { cat "$1" 2>/dev/null || echo absent; }
fail_with() {
  echo "no luck today"
  return "$1"
}
half_do() { set_thing "$1" "$2" && fail_with 3; }
hang() { sleep 300; }
# Takes its time, so that whoever does the same meanwhile is there before it ends.
note_undo() {
  echo undone >>"$2"
  sleep 0.1
  rm -f "$1"
}

# Traces of what others did.
cv_os_stamp() { stat -c '%U %Y' "$1" 2>/dev/null; }
cv_os_programs() { printf '/usr/sbin/keepalived\nbash\nkeepalived\n'; }
cv_os_logs() { cat "$CULVERT_STATE_DIR/../log"; }
cv_os_packages() { printf '%s\n' "2026-11-28 13:29:00 upgrade ipvsadm:amd64 1 2"; }
