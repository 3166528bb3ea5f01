# shellcheck shell=sh
# Boot files: written beside their places, put there by rename, and put back as they were.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# All that needs room is on the disk before the first file takes an old one's place: on a disk that is full by then, no old
# one could be put back.
cv_write_boot_files() {
  set -- "$cv_tx"
  cv_touch "$cv_tx/unrestored" || return 1
  while cv_next_entry; do
    if ! cv_is_readable_at_boot || ! cv_prepare_boot_file "$cv_kind" "$cv_mode" "$cv_tx/boot/$cv_entry.new"; then
      cv_unwritable=$cv_path
      return 1
    fi
    if [ "$cv_kind" = regular ]; then set -- "$@" "$cv_new"; fi
  done <"$cv_tx/boot/list"
  cv_prepare_end && cv_sync "$@" "$cv_tx/state.end" "$cv_tx/last.end" || return 1
  set -- "$cv_tx"
  while cv_next_entry; do
    if ! cv_place_boot_file "$cv_kind" "$cv_mode"; then
      cv_unwritable=$cv_path
      return 1
    fi
    if [ -d "${cv_path%/*}" ]; then set -- "$@" "${cv_path%/*}"; fi
  done <"$cv_tx/boot/list"
  cv_sync "$@" || return 1
  cv_tell_boot
  return 0
}

# Tells the system that its boot files have changed, if any but the agent's own has. What it says to that decides nothing:
# the files are what the next boot reads.
cv_tell_boot() {
  while cv_next_entry; do
    case $cv_path in
      "$cv_state"/*) ;;
      *)
        cv_os_boot_written
        return 0
        ;;
    esac
  done <"$cv_tx/boot/list"
  return 0
}

# The name beside a boot file that its new form has first: one that no boot reads.
cv_name_new() { cv_new=${cv_path%/*}/.culvert-new.$cv_entry; }

# Removes the entry's new form; one that stays is written down, and doctor names it.
cv_drop_new() {
  cv_name_new
  cv_remove "$cv_new"
}

# cv_remove PATH: a file of culvert's own that nobody needs any more; below the state directory also a folder.
cv_remove() {
  if [ ! -h "$1" ] && [ ! -e "$1" ]; then return 0; fi
  case $1 in
    "$cv_state"/*)
      rm -rf "$1" 2>/dev/null
      return
      ;;
  esac
  rm -f "$1" 2>/dev/null && return 0
  grep -Fqx -e "$1" "$cv_state/leftovers" 2>/dev/null || printf '%s\n' "$1" 2>/dev/null >>"$cv_state/leftovers"
  return 1
}

# cv_prepare_boot_file KIND MODE SOURCE: makes the entry's new form beside the old one, in $cv_new; where it cannot be
# made, nothing of it stays. The folder is made where it is missing.
cv_prepare_boot_file() {
  cv_drop_new || return 1
  if [ "$1" = folder ]; then return 0; fi
  # A folder can neither be replaced nor be what there was: mv would move into it.
  if [ -d "$cv_path" ] && [ ! -h "$cv_path" ]; then return 1; fi
  if [ "$1" = absent ]; then return 0; fi
  [ -d "${cv_path%/*}" ] || cv_make_folder "${cv_path%/*}" || return 1
  if "cv_make_$1" "$2" "$3"; then return 0; fi
  cv_drop_new
  return 1
}

cv_make_link() {
  cv_read "$2"
  ln -s "$cv_line" "$cv_new"
}

cv_make_regular() {
  # What it has besides its bytes, its mode and its owner stays as it is: its group, for one. Not where somebody else could
  # write to it, who may have it open.
  if [ -f "$cv_path" ] && [ ! -h "$cv_path" ]; then
    cv_os_mode "$cv_path"
    case $cv_file_mode in
      *:* | *[2367] | *[2367]?) ;;
      *) cp -p "$cv_path" "$cv_new" || return 1 ;;
    esac
  fi
  cat "$2" >"$cv_new" && cv_set_access "$1" "$cv_new"
}

# cv_set_access MODE[:OWNER] PATH: the owner is root where none is named.
cv_set_access() {
  cv_owner=0
  case $1 in *:*) cv_owner=${1#*:} ;; esac
  cv_has_owner=0
  cv_os_mode "$2"
  case $cv_file_mode in *:"$cv_owner") cv_has_owner=$cv_owner ;; *:*) cv_has_owner=other ;; esac
  if [ "$cv_has_owner" != "$cv_owner" ]; then chown "$cv_owner" "$2" || return 1; fi
  chmod "${1%%:*}" "$2"
}

# A folder that was not there is written down, to go again with what is in it.
cv_make_folder() {
  (umask 022 && mkdir -p "$1") && printf '%s\n' "$1" >>"$cv_state/folders"
}

# cv_drop_folder FOLDER: where culvert made it, and it is empty.
cv_drop_folder() {
  case $1 in
    */culvert) ;;
    *) grep -Fqx -e "$1" "$cv_state/folders" 2>/dev/null || return 0 ;;
  esac
  if rmdir "$1" 2>/dev/null && [ -e "$cv_state/folders" ]; then
    grep -Fvx -e "$1" "$cv_state/folders" >"$cv_state/.folders"
    mv -f "$cv_state/.folders" "$cv_state/folders"
  fi
  return 0
}

# cv_place_boot_file KIND MODE: in one step.
cv_place_boot_file() {
  if [ "$1" = folder ]; then
    cv_set_access "$2" "$cv_path"
    return
  fi
  cv_name_new
  if [ "$1" = absent ]; then
    if [ -h "$cv_path" ] || [ -e "$cv_path" ]; then rm -f "$cv_path" || return 1; fi
    cv_drop_folder "${cv_path%/*}"
    return 0
  fi
  # mv would move into a folder that a link at this place leads to.
  if [ -h "$cv_path" ] && [ -d "$cv_path" ]; then rm -f "$cv_path" || return 1; fi
  mv -f "$cv_new" "$cv_path" && cv_os_label "$cv_path"
}

# Puts back what cv_copy_boot_files copied, as far as it can. The file `unrestored` stays where some could not be, and
# whoever takes the transaction back tries again.
cv_restore_boot_files() {
  set -- "$cv_tx"
  cv_restored=yes
  while cv_next_entry; do
    if ! cv_boot_file_stands; then cv_restore_boot_file || cv_restored=no; fi
    cv_drop_new
    if [ -d "${cv_path%/*}" ]; then set -- "$@" "${cv_path%/*}"; fi
  done <"$cv_tx/boot/list"
  cv_sync "$@" || cv_restored=no
  cv_tell_boot
  if [ "$cv_restored" = yes ]; then rm -f "$cv_tx/unrestored"; fi
  [ "$cv_restored" = yes ]
}

cv_restore_boot_file() {
  if [ "$cv_was" = link ]; then printf '%s\n' "$cv_detail" >"$cv_tx/boot/$cv_entry.old"; fi
  [ "$cv_was" != other ] && cv_prepare_boot_file "$cv_was" "$cv_detail" "$cv_tx/boot/$cv_entry.old" || return 1
  if [ "$cv_was" = regular ]; then cv_sync "$cv_new" || return 1; fi
  cv_place_boot_file "$cv_was" "$cv_detail"
}
