#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-rules.sh, sourced by freebsd-pfctl.sh: the grammar of pf.conf as far as it is played, by pfctl's parse.y
# [S 8, 13.2, 15.1].
#
# In order to be refused as pfctl refuses it, a line must be wrong for certain; whatever pfctl may know is `unknown`.
# A rule is a line of $parsed: SECTION|TEXT|DIRECTION|INTERFACE|FAMILY|PROTOCOL|SOURCE|PORT|DESTINATION|PORT|MSS|CALL.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
starters=' pass block match scrub no set nat rdr binat anchor nat-anchor rdr-anchor binat-anchor load altq queue
 antispoof table include ether '
starters=${starters//$'\n'/}
states=(options scrub queue nat filter)

# The rules of a file; status 1 when pfctl would have none of them.
parse() { # FILE
  local text
  file=$1 errors=0 at=0 shifted=9 reached=0 parsed=() skipped=() anchor_files=()
  read_conf || return
  lex "$text"
  until [ "${kinds[at]}" = z ]; do statement; done
  ((errors == 0))
}

# The text of the file in `text`. [S pushfile(); 15.1 names the function]
read_conf() {
  if [ "$file" = - ]; then
    file=stdin
    IFS= read -r -d '' text || :
    return 0
  fi
  if [ -d "$file" ]; then unknown "the directory $file for a file"; fi
  { IFS= read -r -d '' text <"$file" || :; } 2>/dev/null
  [ ! -r "$file" ] || return 0
  local why='No such file or directory' where=
  [ ! -e "$file" ] || why='Permission denied'
  if since 15; then where='pushfile: '; fi
  complain "$where$file: $why"
  complain "cannot open the main config file!: $why"
  return 1
}

yyerror() { # MESSAGE
  errors=$((errors + 1))
  printf '%s:%d: %s\n' "$file" "${lines[at]}" "$*" >&2
}

# What yacc does: no word about an error until three tokens after the last one were right, and on with the next line.
syntax_error() {
  if ((shifted + at - begin >= 3)); then yyerror 'syntax error'; fi
  errors=$((errors + 1))
  recover
}

recover() {
  shifted=0
  until [[ ${kinds[at]} == [ez] ]]; do at=$((at + 1)); done
  if [ "${kinds[at]}" = e ]; then at=$((at + 1)) shifted=1; fi
  return 1
}

# A message of an action's own; the line is thrown away. [S: YYERROR]
refuse_rule() { # MESSAGE
  yyerror "$*"
  recover
}

# What stands here is not what is played: pfctl may know it, or it is wrong.
wrong() {
  case ${kinds[at]} in
    p) unknown "pf.conf, line ${lines[at]}: '${texts[at]}'" ;;
    w) ! keyword "${texts[at]}" || unknown "pf.conf, line ${lines[at]}: '${texts[at]}'" ;;
  esac
  syntax_error
}

# Whether the next token is this word; then it is behind us.
take() { # WORD
  [ "${kinds[at]}${texts[at]}" = "w$1" ] || return
  at=$((at + 1))
}

# A name: a quoted string, or a word that means nothing; in `name`.
string() {
  case ${kinds[at]} in
    s) ;;
    w) ! keyword "${texts[at]}" || return ;;
    *) return 1 ;;
  esac
  name=${texts[at]} at=$((at + 1))
}

statement() {
  local begin=$at rule=()
  if [ "${kinds[at]}" = e ]; then at=$((at + 1)) shifted=$((shifted + 1)); return; fi
  if [[ ${kinds[at]} == [ws] && ${texts[at + 1]-}${kinds[at + 1]} == '=p' ]] && ! keyword "${texts[at]}"; then
    definition
  elif [ "${kinds[at]}" != w ] || [[ $starters != *" ${texts[at]} "* ]]; then
    syntax_error
    return
  else
    rule
  fi || return 0
  if [ "${kinds[at]}" != e ]; then wrong; return 0; fi
  at=$((at + 1)) shifted=$((shifted + at - begin))
  [ -z "${rule[*]}" ] || add_rule
}

definition() { # NAME = VALUE...
  at=$((at + 2))
  [[ ${kinds[at]} == [nsw] ]] || { wrong; return; }
  while [[ ${kinds[at]} == [nsw] ]]; do
    ! { [ "${kinds[at]}" = w ] && keyword "${texts[at]}"; } || { wrong; return; }
    at=$((at + 1))
  done
  [ -z "$verbose" ] || echo "${texts[begin]} = \"${macros[${texts[begin]}]}\""
}

rule() {
  local no=
  case ${texts[at]} in
    set) set_option ;;
    load) load_anchor ;;
    no) at=$((at + 1)) no='no ' && take scrub || { wrong; return; } && scrub_rule ;;
    scrub) at=$((at + 1)) && scrub_rule ;;
    pass) at=$((at + 1)) && pass_rule ;;
    anchor | nat-anchor | rdr-anchor) at=$((at + 1)) && anchor_rule "${texts[at - 1]}" ;;
    ether) if since 15; then unknown 'pf.conf: ether'; else syntax_error; fi ;;
    match)
      if ! since 13; then syntax_error; return; fi
      since 15 || unknown 'pf.conf: match'
      at=$((at + 1)) && match_rule
      ;;
    *) unknown "pf.conf: ${texts[at]}" ;;
  esac
}

set_option() {
  at=$((at + 1))
  take skip || { [ "${kinds[at]}" = w ] && unknown "pf.conf: set ${texts[at]}"; wrong; return; }
  if ! take on || ! string; then wrong; return; fi
  skipped+=("$name")
  [ -z "$verbose" ] || echo "set skip on { $name }"
}

load_anchor() {
  local anchor
  at=$((at + 1))
  if ! take anchor || ! string; then wrong; return; fi
  anchor=$name
  if ! take from || ! string; then wrong; return; fi
  check_name "$anchor"
  anchor_files+=("$anchor $name")
}

check_name() { # ANCHOR
  [[ $1 =~ ^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*(/\*)?$ && $1 != *..* ]] || unknown "an anchor of the name '$1'"
}

# Rules come in the order of their sections. [S: check_rulestate()]
in_order() { # SECTION
  local n ether=
  for ((n = 0; n < ${#states[@]}; n++)); do [ "${states[n]}" != "$1" ] || break; done
  if ((n < reached)); then
    if since 15; then ether='ethernet, '; fi
    refuse_rule "Rules must be in order: options, ${ether}normalization, queueing, translation, filtering"
    return
  fi
  reached=$n
}
