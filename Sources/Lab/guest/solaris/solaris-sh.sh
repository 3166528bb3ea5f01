#!/boot/culvert-lab/linux/bin/bash
# solaris-sh.sh: /sbin/sh and /usr/bin/sh of Solaris 10. The Bourne shell is not to be had here, so dash runs what is
# given, after solaris-bourne.sh has looked for what the Bourne shell does not know. Unlike there the whole text is looked
# at before anything of it runs; and a script on standard input is read to its end first.
lab=/boot/culvert-lab
# shellcheck source=/dev/null
. $lab/system/solaris-bourne.sh

# Its echo is System V's, and it has these from the Korn shell not.
prologue='echo() { printf "%b\n" "$*"; }; command() { /bin/false; echo "sh: command: not found" >&2; return 1; }; alias() {
echo "sh: alias: not found" >&2; return 1; }; unalias() { echo "sh: unalias: not found" >&2; return 1; }; '
prologue=${prologue//$'\n'/ }

flags='' text='' mode=file
while [[ ${1:-} == -?* ]]; do
  [[ $1 != -- ]] || { shift && break; }
  word=${1#-}
  shift
  [[ $word != *[!acefhiknprstuvx]* ]] || { echo 'sh: bad option(s)' >&2 && exit 1; }
  flags+=${word//[ckhprst]/}
  [[ $word != *s* ]] || mode=input
  [[ $word != *c* ]] || { mode=text text=${1:-} && shift; break; }
done
zero='sh'
case $mode in
  text) ;;
  file)
    if [ $# -gt 0 ]; then
      zero=$1
      shift
      [ -r "$zero" ] || { echo "$zero: not found" >&2 && exit 1; }
      IFS= read -r -d '' text <"$zero"
    else
      mode=input
    fi
    ;;
esac
if [ $mode = input ]; then
  [ ! -t 0 ] || exec $lab/linux/bin/dash -i
  IFS= read -r -d '' text
fi
[ $mode != text ] || [ $# = 0 ] || { zero=$1 && shift; }

bourne "$text"
exec -a sh $lab/system/sh ${flags:+-$flags} -c "$prologue$text" "$zero" "$@"
