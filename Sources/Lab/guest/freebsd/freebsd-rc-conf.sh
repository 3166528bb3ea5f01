#!/boot/culvert-lab/linux/bin/bash
# freebsd-rc-conf.sh, sourced: rc.conf as rc.subr's load_rc_config reads it: defaults, rc.conf, rc.conf.local, then
# rc.conf.d. They are shell scripts, so a shell reads them, and one stray quote ends whoever asked.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
declare -A rc

load_rc_config() { # NAME...
  local text line name='' value
  # shellcheck disable=SC2016
  text=$("$lab/linux/bin/dash" -c '
    . /etc/defaults/rc.conf
    for file in $rc_conf_files; do [ ! -r "$file" ] || . "$file"; done
    for name; do
      for file in /etc/rc.conf.d/"$name" '"$(local_conf)"'; do
        if [ -f "$file" ]; then . "$file"; elif [ -d "$file" ]; then
          for part in "$file"/*; do [ ! -f "$part" ] || . "$part"; done
        fi
      done
    done
    echo "--rc.conf--"
    set' sh "$@" 2>&1)
  if [[ $text != *--rc.conf--* ]]; then
    syntax_error "$text"
    return 2
  fi
  [[ $text == --rc.conf--* ]] || printf '%s\n' "${text%%$'\n'--rc.conf--*}" >&2
  while IFS= read -r line; do
    if [ -z "$name" ]; then
      name=${line%%=*} value=${line#*=}
    else
      value+=$'\n'$line
    fi
    line=${value//[!\']/}
    if ((${#line} % 2)); then continue; fi
    eval "rc[\$name]=$value"
    name=
  done <<<"${text#*--rc.conf--$'\n'}"
}

# Only since 9 packages have a folder of theirs.
# shellcheck disable=SC2016 # the shell that reads it expands it
local_conf() { if since 9; then echo '/usr/local/etc/rc.conf.d/"$name"'; fi; }

# dash says `sh: 3: FILE: Syntax error: ...` and counts an open quote's line where the file ends.
syntax_error() { # TEXT
  local line file
  while IFS= read -r line; do
    if [[ $line =~ ^sh:\ ([0-9]+):\ (/[^:]*):\ (Syntax\ error:.*)$ ]]; then
      file=${BASH_REMATCH[2]}
      if [[ $line == *Unterminated* ]]; then open_quote "$file"; else number=${BASH_REMATCH[1]}; fi
      printf '%s: %s: %s\n' "$file" "$number" "${line#*"$file": }" >&2
    else
      printf '%s\n' "$line" >&2
    fi
  done <<<"$1"
}

# The line in which the quote that nothing ends begins, in `number`.
open_quote() { # FILE
  local line quote='' count=0 n character
  number=0
  while IFS= read -r line || [ -n "$line" ]; do
    count=$((count + 1))
    for ((n = 0; n < ${#line}; n++)); do
      character=${line:n:1}
      if [ "$quote" = "$character" ]; then
        quote=
      elif [ -n "$quote" ]; then
        # shellcheck disable=SC1003 # it is a backslash
        if [ "$quote$character" = '"\' ]; then n=$((n + 1)); fi
      elif [ "$character" = \\ ]; then
        n=$((n + 1))
      elif [ "$character" = '#' ] && [[ $n = 0 || ${line:n-1:1} == [[:space:]] ]]; then
        break
      elif [[ $character == [\'\"] ]]; then
        quote=$character number=$count
      fi
    done
  done <"$1"
}

# A variable whose name has the interface's in it, in `value`.
if_var() { # BEFORE, INTERFACE, AFTER
  local name=$1${2//[.\/+-]/_}$3
  value=${rc[$name]-}
}

yes() { # NAME
  case ${rc[$1]-} in
    [Yy][Ee][Ss] | [Tt][Rr][Uu][Ee] | [Oo][Nn] | 1) return 0 ;;
    [Nn][Oo] | [Ff][Aa][Ll][Ss][Ee] | [Oo][Ff][Ff] | 0) return 1 ;;
  esac
  complain "WARNING: \$$1 is not set properly - see rc.conf(5)."
  return 1
}
