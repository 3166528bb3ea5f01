# shellcheck shell=sh
# Files of the agent's own and of the host: read, written in one step, put on the disk.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# The state of a boot file: absent, a link with its text, or its mode (`644`, or `644:1000` where its owner is not root) and
# bytes (in hexadecimal: any byte comes over).
cv_file_state() {
  cv_file_kind "$1"
  if [ -f "$1" ] && [ ! -h "$1" ]; then od -A n -v -t x1 <"$1"; fi
}

# The same without the bytes.
cv_file_kind() {
  if [ -h "$1" ]; then
    cv_os_link_target "$1"
    printf 'link %s\n' "$cv_target"
  elif [ -f "$1" ]; then
    cv_os_mode "$1"
    printf 'regular %s\n' "$cv_file_mode"
  elif [ -e "$1" ]; then
    echo other
  else
    echo absent
  fi
}

# cv_write FILE TEXT: in one step, so that a reader sees the old text or the new one.
cv_write() { printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"; }

# cv_touch FILE: makes it. (`: >FILE` would end the shell where that cannot be done.)
cv_touch() { printf '' >"$1"; }

# cv_read FILE: its first line in $cv_line; empty where there is none.
cv_read() {
  cv_line=
  # Somebody else may take it away between the two.
  if [ -r "$1" ]; then { read -r cv_line <"$1"; } 2>/dev/null; fi
  return 0
}

# cv_echo FILE: cv_print for a few lines, without a process where printf is the shell's own.
cv_echo() {
  if [ -r "$1" ]; then
    { while IFS= read -r cv_line; do printf '%s\n' "$cv_line"; done <"$1"; } 2>/dev/null
  fi
  return 0
}

# cv_folders FILE...: `folder MODE PATH` of each folder above these files that somebody else than root can change. What the
# boot reads is root's to write only, the folders too: who can write to one can put another file there.
cv_folders() {
  cv_list=
  for cv_name in "$@"; do
    while [ "$cv_name" != / ]; do
      cv_name=${cv_name%/*}
      cv_name=${cv_name:-/}
      case " $cv_list " in *" ${cv_name%/}/ "*) break ;; esac
      if [ -d "$cv_name" ]; then cv_list="$cv_list ${cv_name%/}/"; fi
    done
  done
  # shellcheck disable=SC2034,SC2086 # trust.sh reads it; names without blanks, each with a slash behind it: a link is followed
  cv_listed=$(cv_owners $cv_list)
  while cv_next_owner; do
    case $cv_uid$cv_bits in
      0?????[!w]??[!w]*) ;;
      *)
        cv_name=/${cv_line#*/}
        if [ "$cv_name" != / ]; then cv_name=${cv_name%/}; fi
        cv_os_mode "$cv_name/"
        printf 'folder %s %s\n' "$cv_file_mode" "$cv_name"
        ;;
    esac
  done
}

# cv_is_text FILE TEXT: whether the file holds this text and one newline. A process less than $(cat FILE).
cv_is_text() {
  cv_text=
  cv_lines=0
  while IFS= read -r cv_line; do
    if [ "$cv_lines" -gt 0 ]; then cv_text="$cv_text
$cv_line"; else cv_text=$cv_line; fi
    cv_lines=$((cv_lines + 1))
  done <"$1"
  [ "$cv_lines" -gt 0 ] && [ "$cv_text" = "$2" ]
}

# cv_sync FILE...: puts files, or the entries of folders, on the disk; those that are there. What cannot be put there is not
# written: the status decides. (cv_os_sync of the part for a system says by what.)
cv_sync() {
  cv_first=yes
  for cv_synced in "$@"; do
    if [ "$cv_first" = yes ]; then set --; fi
    cv_first=no
    if [ -e "$cv_synced" ]; then set -- "$@" "$cv_synced"; fi
  done
  [ "$#" -eq 0 ] || cv_os_sync "$@"
}

cv_nap() { sleep 0.05 2>/dev/null || sleep 1; }
