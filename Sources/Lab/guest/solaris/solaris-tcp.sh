# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-tcp.sh, sourced by ndd, ipadm and the boot: what TCP may be told, and what it then is.
#
# N[prop,tcp,_NAME] is both ndd's tcp_NAME and ipadm's _NAME: one variable of the kernel has both names [S illumos ndd.c,
# ipadm_legacy2new_propname]. ndd's set lasts until the next boot; ipadm's is kept in its store, and the boot reads that.
# shellcheck source=/dev/null
. "$lab/system/solaris-tcp-tables.sh"
# shellcheck source=/dev/null
. "$lab/system/solaris-mss.sh"

# What others can be told would change nothing here, so it is refused; this is played, see solaris-mss.sh.
tcp_played='_mss_max_ipv4 _use_smss_as_mss_opt'

# Sets permission, default and possible.
tcp_parameter() { # NAME; status 1 if there is no such
  local name table=tcp_table_$system
  while read -r name permission default possible; do [[ $name != "$1" ]] || return 0; done <<<"${!table}"
  return 1
}

tcp_value() { # VARIABLE, NAME
  local permission default possible
  tcp_parameter "$2"
  printf -v "$1" %s "${N[prop,tcp,$2]:-$default}"
}

# Sets number; or refusal, with status 1: invalid (EINVAL), or range (ERANGE) where illumos has that. Solaris 10 asks
# strtol, which stops at what is no digit; illumos wants digits to the end [S tcp_param_set; mod_uint32_value,
# mod_set_boolean].
tcp_check() { # TEXT, POSSIBLE
  refusal=invalid
  [[ $1 =~ ^[[:space:]]*([-+]?)([0-9]{1,18})(.*)$ ]] || return 1
  [[ -z ${BASH_REMATCH[3]} ]] || classic || return 1
  number=$((${BASH_REMATCH[1]}10#${BASH_REMATCH[2]}))
  if [[ $2 == 0,1 ]]; then ((number == 0 || number == 1)); return; fi
  classic || refusal=range
  ((number >= ${2%-*} && number <= ${2#*-}))
}

tcp_set() { # NAME, NUMBER
  N[prop,tcp,$1]=$2
  apply_mss
}

tcp_reset() { # NAME
  unset -v "N[prop,tcp,$1]"
  apply_mss
}
