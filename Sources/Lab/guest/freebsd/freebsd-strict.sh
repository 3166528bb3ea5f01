#!/boot/culvert-lab/linux/bin/dash
# freebsd-strict.sh: stands before a command of Linux that does more than FreeBSD's: options come before operands, and an
# option that FreeBSD has not is refused as it refuses it. An option that only FreeBSD has, or that means another thing
# there, is not played.
# shellcheck shell=dash
name=${0##*/}
PATH=/boot/culvert-lab/linux/bin:/boot/culvert-lab/linux/sbin

# `has`: options as in getopt(3) that both have, `foreign`: those of FreeBSD alone, `code`: the status of a refusal.
foreign='' code=1
case $name in
  cat) has=benstuvl foreign=l ;;
  chmod) has=fhRvLPH foreign='' ;;
  chown | chgrp) has=fhRvLPH foreign=nx ;;
  cp) has=HLPRafiprvnl foreign=sxS code=64 ;;
  cut) has=b:c:d:f:ns foreign=w ;;
  date) has=jnRuI:r:v:f: foreign='' ;;
  egrep | fgrep | grep) has=abcDEFGHhIiLlmnOoqRSsUVvwxyzA:B:C:e:f:d:m: foreign=ODpSUu code=2 ;;
  find) has=EHLPXdsxf: foreign=EXdsf ;;
  head) has=n:c:qv foreign='' ;;
  id) has=AGMPacgnpru foreign=AMPacp ;;
  ln) has=LPfhinsvFw foreign=hFw ;;
  ls) has=ABCDFGHILPRSTUWZabcdfghiklmnopqrstuwxy1,: foreign=BDGIoTUWZw,y ;;
  mkdir) has=m:pv code=64 ;;
  mv) has=finv foreign=hx code=64 ;;
  readlink) has=fn ;;
  rm) has=dfiPRrvIWx foreign=PWx code=64 ;;
  rmdir) has=pv ;;
  sort) has=bcCdfghik:mMno:rRsS:t:T:uVz foreign='' code=2 ;;
  tail) has=Fb:c:fn:qr foreign=br ;;
  tee) has=ai ;;
  touch) has=Aacfhmr:t:d: foreign=A ;;
  tr) has=Ccdsu ;;
  uniq) has=cdDuif:s: ;;
  wc) has=clmwL foreign='' ;;
  xargs) has=0I:J:L:n:oP:pR:rS:s:tx:E: foreign=JoRS ;;
  *) echo "culvert-lab: freebsd-strict.sh does not know $name" >&2; exit 70 ;;
esac

unplayed() {
  echo "culvert-lab: $name: option -$1: the personality does not know this" >&2
  echo "$name: option -$1: the personality does not know this" >>/var/log/personality
  exit 70
}

refuse() {
  case $name in *grep)
    cat >&2 <<'END'
usage: grep [-abcDEFGHhIiLlmnOoPqRSsUVvwxz] [-A num] [-B num] [-C num]
	[-e pattern] [-f file] [--binary-files=value] [--color=when]
	[--context=num] [--directories=action] [--label] [--line-buffered]
	[--null] [pattern] [file ...]
END
    exit 2
    ;;
  esac
  echo "$name: illegal option -- $1" >&2
  echo "usage: $name" >&2
  exit "$code"
}

# grep, sort and a few others have GNU's long words on FreeBSD too.
case $name:${1-} in
  ls:--color*) shift ;;
  grep:--?* | egrep:--?* | fgrep:--?* | sort:--?* | head:--lines* | head:--bytes*) exec "$name" "$@" ;;
esac

case ${1-} in -[0-9]*) case $name in head | tail | ls) exec "$name" "$@" ;; esac ;; esac
while getopts ":$has" option; do
  case $option in
    '?') refuse "$OPTARG" ;;
    :) echo "$name: option requires an argument -- $OPTARG" >&2; echo "usage: $name" >&2; exit "$code" ;;
  esac
  case $foreign in *"$option"*) unplayed "$option" ;; esac
done

if [ "$name" = find ]; then
  for word; do
    case $word in
      -printf | -fprintf | -fprint | -fls | -regextype | -readable | -writable | -executable | -daystart | -xtype)
        echo "find: $word: unknown primary or operator" >&2
        exit 1
        ;;
    esac
  done
fi
# Numbers are seven wide there, whatever they are.
count() {
  local line word text
  wc "$@" | while IFS= read -r line; do
    text=''
    for word in $line; do
      case $word in *[!0-9]*) text="$text $word" ;; *) text="$text$(printf ' %7d' "$word")" ;; esac
    done
    printf '%s\n' "$text"
  done
}

# NAME: what it did not manage 'FILE': REASON, without the middle.
plain_errors() {
  local line file
  printf '%s\n' "$errors" | while IFS= read -r line; do
    case $line in
      "$name: "*"'"*"': "*) file=${line#*\'} && line="$name: ${file%\': *}: ${line##*\': }" ;;
    esac
    printf '%s\n' "$line" >&2
  done
}

# With this GNU's getopt takes what comes after the first operand for operands, as FreeBSD's does.
export POSIXLY_CORRECT=1
case $name in
  wc) count "$@" ;;
  cat | chgrp | chmod | chown | cp | head | ln | ls | mkdir | mv | readlink | rm | rmdir | touch)
    exec 3>&1
    errors=$("$name" "$@" 2>&1 >&3 3>&-)
    status=$?
    [ -z "$errors" ] || plain_errors
    [ "$status" -lt 2 ] || status=1
    exit "$status"
    ;;
  *) exec "$name" "$@" ;;
esac
