#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-rule.sh, sourced by freebsd-pfctl.sh: one rule of pf.conf, and how pfctl prints it: parse.y, and
# print_rule() of pfctl_parser.c [S 8, 13.2, 15.1; the scrub and pass lines of transcript 10-pf: T 13.2].
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

scrub_rule() {
  local log='' quick='' inside='' nodf='' id='' ttl='' mss='' tcp='' how=reassemble
  head && where || return
  scrub_options || return
  [ "${kinds[at]}" = e ] || { wrong; return; }
  in_order scrub || return
  [ -z "$quick" ] || { refuse_rule "scrub rules do not support 'quick'"; return; }
  [ -z "$tcp" ] || [ -z "$direction" ] || { refuse_rule 'reassemble tcp rules can not specify direction'; return; }
  if [ -n "$no" ]; then
    [ -z "$nodf$id$ttl$mss$tcp" ] || unknown 'pf.conf: no scrub with options'
    rule=(scrub "no scrub$inside" 0)
    return
  fi
  rule=(scrub "scrub$inside$nodf$id$ttl${mss:+ max-mss $mss}$tcp fragment $how" "${mss:-0}")
}

# On 15.1 a rule of the filter may change packets, too, and prints that so. [S 15.1]
match_rule() {
  local log='' quick='' inside='' nodf='' id='' ttl='' mss='' tcp='' how='' scrub=
  head && where || return
  if take scrub; then
    [ "${kinds[at]}${texts[at]}" = 'p(' ] || { wrong; return; }
    at=$((at + 1))
    scrub_options || return
    [ "${kinds[at]}${texts[at]}" = 'p)' ] || { wrong; return; }
    at=$((at + 1))
    scrub=$nodf$id$ttl$tcp${mss:+ max-mss $mss}
  fi
  [ "${kinds[at]}" = e ] || { wrong; return; }
  in_order filter || return
  rule=(filter "match$inside${scrub:+ scrub($scrub)}" "${mss:-0}")
}

scrub_options() {
  while [[ ${kinds[at]} == w && ${texts[at]} == @(no-df|random-id|min-ttl|max-mss|fragment|reassemble) ]]; do
    scrub_option || return
  done
}

scrub_option() {
  case ${texts[at]} in
    no-df) once "$nodf" && nodf=' no-df' ;;
    random-id) once "$id" && id=' random-id' ;;
    min-ttl) once "$ttl" && number_up_to 255 && ttl=" min-ttl $number" ;;
    max-mss) once "$mss" && number_up_to 65535 && mss=$number ;;
    reassemble)
      [ "${kinds[at + 1]}${texts[at + 1]}" = wtcp ] || unknown 'pf.conf: scrub ... reassemble'
      once "$tcp" 'reassemble tcp' && at=$((at + 1)) tcp=' reassemble tcp'
      ;;
    fragment)
      at=$((at + 1))
      case ${kinds[at]}${texts[at]} in
        wreassemble) ;;
        wcrop | wdrop-ovl)
          if since 15; then syntax_error; return; fi
          since 9 || how=${texts[at]}
          ;;
        *) wrong; return ;;
      esac
      ;;
  esac || return
  at=$((at + 1))
}

once() { # WHAT IT WAS, NAME
  [ -z "$1" ] || refuse_rule "${2:-${texts[at]}} cannot be respecified"
}

# The number behind this word, in `number`.
number_up_to() { # MAXIMUM
  local name=${texts[at]}
  at=$((at + 1))
  [ "${kinds[at]}" = n ] || { wrong; return; }
  number=$((10#${texts[at]}))
  ((number <= $1)) || refuse_rule "illegal $name value $number"
}

# Rules that let pass; those that block are not played. By default they keep state, and TCP's first packet is a SYN.
pass_rule() {
  local log='' quick='' inside='' state=' keep state' flags=' flags S/SA'
  head && where || return
  if take flags; then
    case ${kinds[at]}${texts[at]} in
      wany) flags=' flags any' && at=$((at + 1)) ;;
      wS) [ "${texts[at + 1]}${texts[at + 2]}" = /SA ] || unknown 'pf.conf: pass ... flags' && at=$((at + 3)) ;;
      *) unknown 'pf.conf: pass ... flags' ;;
    esac
  fi
  case ${texts[at]} in
    keep | no)
      [ "${texts[at]}" = keep ] || state=' no state'
      at=$((at + 1))
      take state || { wrong; return; }
      ;;
  esac
  [ "${kinds[at]}" = e ] || { wrong; return; }
  in_order filter || return
  if [[ $state != *keep* || $protocol != @(|tcp) ]]; then flags=; fi
  rule=(filter "pass$inside$flags$state" "${state# }")
}

anchor_rule() { # anchor|nat-anchor|rdr-anchor
  local log='' quick='' inside='' section=filter direction='' anchor
  string || { [ "${kinds[at]}" = e ] || { wrong; return; }; unknown 'pf.conf: an anchor without a name'; }
  anchor=$name
  [ "$1" != anchor ] || head
  [ -z "$log" ] || unknown 'pf.conf: anchor ... log'
  where || return
  [ "${kinds[at]}" = e ] || { wrong; return; }
  [ "$1" = anchor ] || section=nat
  in_order "$section" || return
  if [[ /$anchor == */_* ]]; then
    [ "$1" = anchor ] || unknown "$1 \"$anchor\""
    refuse_rule "anchor names beginning with '_' are reserved for internal use"
    return
  fi
  check_name "$anchor"
  [ "$section" = filter ] || section=${1%-anchor}
  rule=("$section" "$1 \"$anchor\"$inside" '' "$anchor")
}

# [in|out] [log] [quick]
head() {
  direction=
  if take in; then direction=in; elif take out; then direction=out; fi
  inside=${direction:+ $direction}
  while [[ ${kinds[at]} == w && ${texts[at]} == @(log|quick) ]]; do
    if take log; then log=' log'; elif take quick; then quick=' quick'; fi
  done
  inside+=$log$quick
}

# [on INTERFACE] [inet|inet6] [proto PROTOCOL] [all | [from ADDRESS [port PORT]] [to ADDRESS [port PORT]]]
where() {
  interface='' family='' protocol='' source='' source_port='' target='' target_port=''
  if take on; then
    string || { wrong; return; }
    interface=$name
  fi
  if take inet; then family=inet; elif take inet6; then family=inet6; fi
  if take proto; then pf_protocol || return; fi
  if ! take all; then
    if take from; then peer && source=$address source_port=$port || return; fi
    if take to; then peer && target=$address target_port=$port || return; fi
  fi
  # An address brings its family. [S: expand_rule()]
  if [ -n "$source$target" ]; then
    [ "$family" != inet6 ] || unknown 'pf.conf: inet6 with addresses of IPv4'
    family=inet
  fi
  inside+=${interface:+ on $interface}${family:+ $family}${protocol:+ proto $protocol}
  if [ -z "$source$source_port$target$target_port" ]; then inside+=' all'; return; fi
  inside+=" from ${source:-any}" && named_port "$source_port"
  inside+=" to ${target:-any}" && named_port "$target_port"
}

# The rule of the line that has ended. [S: filter_consistent(), expand_rule()]
add_rule() {
  local more=
  if since 15; then more=/sctp; fi
  if [ -n "$source_port$target_port" ] && [[ ! " tcp udp${more:+ sctp} " == *" $protocol "* || -z $protocol ]]; then
    at=$((at - 1))
    yyerror "port only applies to tcp/udp$more"
    yyerror 'skipping rule due to errors'
    yyerror 'rule expands to no valid combination'
    at=$((at + 1))
    return
  fi
  local fields="$direction|$interface|$family|$protocol|$source|$source_port|$target|$target_port"
  parsed+=("${rule[0]}|${rule[1]}|$fields|${rule[2]}|${rule[3]-}")
}
