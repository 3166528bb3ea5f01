# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-table.sh, sourced by dladm and ipadm: what libofmt prints [S]. People get columns under a header, an empty field
# as "--"; -p gets the fields apart by colons, with a backslash before each colon and backslash in a field.
#
# The caller has `columns`, an array NAME WIDTH …, and calls choose_columns and then print_row NAME=VALUE ….
chosen=() widths=()

# Status 1 leaves the unknown name in `unknown_column`.
choose_columns() { # FIELDS or nothing for all
  local field index found
  local -a wanted=()
  IFS=, read -r -a wanted <<<"$1"
  chosen=() widths=()
  if [ -z "$1" ] || [ "${1,,}" = all ]; then
    for ((index = 0; index < ${#columns[@]}; index += 2)); do wanted+=("${columns[index]}"); done
    [ "${wanted[0]}" != all ] || wanted=("${wanted[@]:1}")
  fi
  for field in "${wanted[@]}"; do
    found=
    for ((index = 0; index < ${#columns[@]}; index += 2)); do
      [ "${columns[index]}" = "${field^^}" ] || continue
      chosen+=("${field^^}") widths+=("${columns[index + 1]}")
      found=yes
    done
    [ -n "$found" ] || { unknown_column=$field && return 1; }
  done
}

print_header() {
  local index
  for ((index = 0; index < ${#chosen[@]}; index++)); do print_cell "$index" "${chosen[index]}"; done
}

print_row() { # COLUMN=VALUE...
  local index assignment value
  for ((index = 0; index < ${#chosen[@]}; index++)); do
    value=
    for assignment; do [[ $assignment != "${chosen[index]}="* ]] || value=${assignment#*=}; done
    if [ "$parsable" = yes ]; then
      value=${value//\\/\\\\}
      # A single field needs no escapes [S ofmt.c].
      [ ${#chosen[@]} = 1 ] || value=${value//:/\\:}
      [ ${#chosen[@]} != 1 ] || value=${value//\\\\/\\}
      [ "$index" = 0 ] || printf :
      printf %s "$value"
      [ "$((index + 1))" -lt ${#chosen[@]} ] || printf '\n'
    else
      print_cell "$index" "${value:---}"
    fi
  done
}

print_cell() { # INDEX, TEXT
  if [ "$(($1 + 1))" = ${#chosen[@]} ]; then
    printf '%s\n' "$2"
  else
    printf '%-*s' "${widths[$1]}" "$2"
    [ ${#2} -lt "${widths[$1]}" ] || printf ' '
  fi
}
