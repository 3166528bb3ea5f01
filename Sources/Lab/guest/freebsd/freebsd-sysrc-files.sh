#!/boot/culvert-lab/linux/bin/bash
# freebsd-sysrc-files.sh, sourced by freebsd-sysrc.sh: where a variable stands, and how a file is rewritten.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
conf_files=()

# Only the given files count, not the defaults.
read_files() { # FILE...
  local file
  for file; do
    [ -r "$file" ] || continue
    "$lab/linux/bin/dash" -n "$file" 2>/dev/null || { load_rc_file "$file"; return 1; }
  done
  rc=()
  for file; do [ ! -r "$file" ] || load_rc_file "$file"; done
}

load_rc_file() { # FILE
  local text name line
  # shellcheck disable=SC2016
  text=$("$lab/linux/bin/dash" -c '. "$1"; echo "--rc.conf--"; set' sh "$1" 2>&1)
  [[ $text == *--rc.conf--* ]] || { syntax_error "$text"; return 1; }
  while IFS= read -r line; do
    name=${line%%=*}
    grep_assignment "$name" "$1" && eval "rc[\$name]=${line#*=}"
  done <<<"${text#*--rc.conf--$'\n'}"
}

grep_assignment() { # NAME, FILE
  local line
  [[ $1 =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] && [ -r "$2" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    [[ ! $line =~ ^[[:space:]]*"$1"= ]] || return 0
  done <"$2"
  return 1
}

# The files of rc.conf(5), the one that counts last first; the finding is in `file`.
file_of() { # NAME
  local all n
  list_files
  for ((n = ${#all[@]} - 1; n >= 0; n--)); do
    if grep_assignment "$1" "${all[n]}"; then file=${all[n]} && return; fi
  done
  return 1
}

list_files() {
  all=("${conf_files[@]}")
  # shellcheck disable=SC2206 # the words are words
  [ "${#all[@]}" -gt 0 ] || all=(${rc[rc_conf_files]-/etc/rc.conf})
}

set_in_file() { # NAME, VALUE
  local all file
  if file_of "$1"; then replace_in_file "$1" "$2"; return; fi
  list_files
  file=${all[0]}
  if [ -e "$file" ] && [ ! -w "$file" ] || [ ! -e "$file" ] && [ ! -w "${file%/*}" ]; then
    echo "/usr/sbin/sysrc: cannot create $file: Permission denied" >&2
    return 1
  fi
  local text=
  [ ! -r "$file" ] || text=$(<"$file")x
  if [[ -s $file && ${text%x} != '' ]] && ! ends_with_newline "$file"; then echo >>"$file"; fi
  printf '%s="%s"\n' "$1" "$2" >>"$file"
}

ends_with_newline() { # FILE
  local line
  while IFS= read -r line; do :; done <"$1"
  [ -z "$line" ]
}

# The line's quotes and what follows them stay; the old file gives way to a new one of the same mode and owner.
replace_in_file() { # NAME, VALUE
  local line out='' rest quote done_so_far='' lead pattern
  pattern="^([[:space:]]*$1=)(.*)\$"
  printf -v value %b "$2"
  while IFS= read -r line || [ -n "$line" ]; do
    if [ -z "$done_so_far" ] && [[ $line =~ $pattern ]]; then
      done_so_far=1 lead=${BASH_REMATCH[1]} rest=${BASH_REMATCH[2]} quote=${rest:0:1}
      case $quote in
        \' | \") rest=${rest:1} && rest=${rest#*"$quote"} ;;
        '`' | '$' | \\) out+=$line$'\n' && continue ;;
        '' | [[:space:]\;]) quote='"' ;;
        *) quote='"' rest=${rest#"${rest%%[[:space:]]*}"} ;;
      esac
      line=$lead$quote$value$quote$rest
    fi
    out+=$line$'\n'
  done <"$file"
  swap_file "$out"
}

remove_from_file() { # NAME
  local line out=
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^[[:space:]]*"$1"= ]] || out+=$line$'\n'
  done <"$file"
  swap_file "$out"
}

swap_file() { # TEXT
  if [ ! -w "$file" ] || [ ! -w "${file%/*}" ]; then
    echo "/usr/sbin/sysrc: cannot create $file: Permission denied" >&2
    return 1
  fi
  local fresh=/tmp/sysrc.$BASHPID
  "$lab/busybox" cp -p "$file" "$fresh"
  printf %s "$1" >"$fresh"
  "$lab/busybox" mv -f "$fresh" "$file"
}

# What the files set, by name.
show_all() {
  local all file line names=() name n
  list_files
  for file in "${all[@]}"; do
    [ -r "$file" ] || continue
    while IFS= read -r line || [ -n "$line" ]; do
      [[ $line =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)= ]] || continue
      name=${BASH_REMATCH[1]}
      [[ " ${names[*]} " != *" $name "* ]] || continue
      for ((n = ${#names[@]}; n > 0; n--)); do
        [[ $name < ${names[n - 1]} ]] || break
        names[n]=${names[n - 1]}
      done
      names[n]=$name
    done <"$file"
  done
  for name in "${names[@]}"; do show "$name"; done
}
