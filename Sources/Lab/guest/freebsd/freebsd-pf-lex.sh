#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-lex.sh, sourced by freebsd-pfctl.sh: pf.conf as words; see yylex(), lgetc() and lookup() of pfctl's parse.y
# [S 8, 13.2, 15.1].
#
# A token has a kind (w a word, s a quoted string, n a number, e the end of a line, z the end of the file, p any other
# character), a text and a line. Macros are expanded here, as there.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
declare -A macros

# [S 13.2, lookup()]. On 8 a few of them are no keywords yet; no rule that is played has one of those.
keywords=' all allow-opts altq anchor antispoof any bandwidth binat binat-anchor bitmask block block-policy buckets cbq
 code codelq crop debug divert-reply divert-to drop drop-ovl dup-to fail-policy fairq fastroute file fingerprints flags
 floating flush for fragment from global group hfsc hogs hostid icmp-type icmp6-type if-bound in include inet inet6
 interval keep keepcounters label limit linkshare load log loginterface map-e-portset match max max-mss max-src-conn
 max-src-conn-rate max-src-nodes max-src-states min-ttl modulate nat nat-anchor no no-df no-route no-sync on
 optimization os out overload pass port prio priority priq probability proto qlimit queue quick random random-id rdr
 rdr-anchor realtime reassemble reply-to require-order return return-icmp return-icmp6 return-rst ridentifier
 round-robin route route-to rtable rule ruleset-optimization scrub set set-tos skip sloppy source-hash source-track
 state state-defaults state-policy static-port sticky-address syncookies synproxy table tag tagged target tbrsize
 timeout to tos ttl upperlimit urpf-failed user '
keywords=${keywords//$'\n'/}

# What goes on as a word is any of these, `]` among them; what ends a number.
in_string='^[A-Za-z0-9:_][]A-Za-z0-9_:."$%&*+;?@[\^`|~'"'"'-]*'
number_ends='^[0-9]+([[:space:]),/}=]|$)'

lex() { # TEXT
  kinds=() texts=() lines=() line=1
  macros=()
  tokens "$1"
  # On 15.1 the end of the file ends its last line, too; before, only a newline does.
  if [ "${#kinds[@]}" -gt 0 ] && [ "${kinds[-1]}" != e ] && since 15; then token e ''; fi
  token z ''
}

token() { # KIND, TEXT
  kinds+=("$1") texts+=("$2") lines+=("$line")
}

tokens() { # TEXT
  local rest=$1 first
  while [ -n "$rest" ]; do
    first=${rest:0:1}
    case $first in
      [\ $'\t']) rest=${rest:1} ;;
      \#) if [[ $rest == *$'\n'* ]]; then rest=$'\n'${rest#*$'\n'}; else rest=; fi ;;
      \\)
        [ "${rest:1:1}" = $'\n' ] || unknown 'a backslash in pf.conf'
        rest=${rest:2} line=$((line + 1))
        ;;
      $'\n') token e '' && line=$((line + 1)) rest=${rest:1} && macro ;;
      [\"\']) quoted ;;
      \$) expand ;;
      *) plain ;;
    esac
  done
}

quoted() {
  local text=${rest:1}
  [[ $text == *"$first"* ]] || unknown 'a quote in pf.conf that nothing ends'
  text=${text%%"$first"*}
  [[ $text != *[$'\n\\']* ]] || unknown "the string '$text' in pf.conf"
  token s "$text"
  rest=${rest:${#text}+2}
}

expand() {
  local name
  [[ ${rest:1} =~ ^[A-Za-z0-9_]* ]]
  name=${BASH_REMATCH[0]}
  [ -n "${macros[$name]+set}" ] || unknown "a macro without a definition, \$$name"
  rest=${rest:${#name}+1}
  tokens "${macros[$name]}"
}

plain() {
  local kind=p text=$first
  if [[ $rest =~ $number_ends ]]; then
    [[ $rest =~ ^[0-9]+ ]]
    kind=n text=${BASH_REMATCH[0]}
  elif [[ $rest =~ $in_string ]]; then
    kind=w text=${BASH_REMATCH[0]}
  fi
  token "$kind" "$text"
  rest=${rest:${#text}}
}

# NAME = VALUE..., whose line has just ended.
macro() {
  local from=$((${#kinds[@]} - 1)) n
  while ((from > 0)) && [ "${kinds[from - 1]}" != e ]; do from=$((from - 1)); done
  [ "${kinds[from]}${texts[from + 1]-}" = w= ] || return 0
  local value=
  for ((n = from + 2; n < ${#kinds[@]} - 1; n++)); do value+=${value:+ }${texts[n]}; done
  macros[${texts[from]}]=$value
}

keyword() { [[ $keywords == *" $1 "* ]]; }
