#!/boot/culvert-lab/linux/bin/lksh
# shellcheck shell=dash
# shellcheck disable=SC2034,SC2154
# solaris-strict.sh, called by the name of a command: runs Linux's own if the real system's takes the same options, and
# refuses as that does if it does not know one. What the two do differently with the same option is made the same or
# refused (status 70) in solaris-texts.sh. It is dash's language, run by lksh, which starts fastest.
name=${0##*/}
case $0 in */xpg4/*) kind=xpg4 ;; *) kind=usr ;; esac
lab=/boot/culvert-lab
read -r system <$lab/system/name

unknown() { # WHAT
  echo "culvert-lab: $name: the personality does not know $1" >&2
  echo "$0: the personality does not know $1" >>/var/log/personality
  exit 70
}

# As getopt(3C) says it; the usage line is not every command's own.
illegal() { # LETTER
  echo "$name: illegal option -- ${1%"${1#?}"}" >&2
  echo "usage: $name [-$letters] ..." >&2
  exit "${refusal:-2}"
}

# Finds the commands of Linux by name, or they would call themselves by their place; those that start others must not
# be seen by these.
run() { PATH=$lab/linux/bin:$lab/linux/sbin LC_ALL=C exec "$name" "$@"; }
start() { LC_ALL=C exec "$lab/linux/bin/$name" "$@"; }

# shellcheck source=/dev/null
. $lab/system/solaris-options.sh
# shellcheck source=/dev/null
. $lab/system/solaris-texts.sh
letters=
table
case $name in
  awk | nawk | date | dd | find | grep | egrep | fgrep | head | printf | pgrep | pkill | sed | sleep | stty | tail | tr | xargs)
    "check_$name" "$@"
    ;;
esac

# Solaris' getopt ends at the first operand; GNU's goes on.
while getopts ":$letters" option; do
  case $option in
    '?') illegal "$OPTARG" ;;
    :)
      echo "$name: option requires an argument -- $OPTARG" >&2
      exit "${refusal:-2}"
      ;;
    *) case $differs in *"$option"*) unknown "-$option" ;; esac ;;
  esac
done
count=$((OPTIND - 1)) index=0
long=
[ "$name" != ls ] || case ${1:-} in -*l*) long=yes ;; esac
[ "$name" != ln ] || ln_without_n=yes
for word; do
  shift
  [ "$index" != "$count" ] || set -- "$@" --
  if [ "$index" -lt "$count" ] && [ -n "$ln_without_n" ]; then
    # -n is the default of Solaris' ln, and not what GNU's does: a link to a directory is followed.
    case $word in --) ;; -*n*) word=$(echo "$word" | $lab/linux/bin/tr -d n) && [ "$word" != - ] || word=-- ;; esac
    [ "$word" != -- ] || continue
  fi
  set -- "$@" "$word"
  index=$((index + 1))
done
case $name in
  egrep) name='grep' && set -- -E "$@" ;;
  fgrep) name='grep' && set -- -F "$@" ;;
esac
[ -z "$long" ] || exec "$lab/system/solaris-ls.sh" "$@"
run "$@"
