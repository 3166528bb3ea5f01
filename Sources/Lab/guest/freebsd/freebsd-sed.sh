#!/boot/culvert-lab/linux/bin/dash
# freebsd-sed.sh: sed(1): -i wants a suffix, if only an empty one; the next word is taken for it, whatever it is.
# shellcheck shell=dash
PATH=/boot/culvert-lab/linux/bin
script='' place='' suffix='' flags=''
set_script() { script="$script${script:+
}$1"; }

while getopts :EaAe:f:i:I:lnrsu option; do
  case $option in
    E | r) flags="$flags -E" ;;
    n | s | u) flags="$flags -$option" ;;
    l) ;;
    e) set_script "$OPTARG" ;;
    f) set_script "$(cat "$OPTARG")" ;;
    i | I) place=1 suffix=$OPTARG ;;
    a | A) echo "sed: option -$option: the personality does not know this" | tee -a /var/log/personality >&2; exit 70 ;;
    *)
      [ "$option" = '?' ] && echo "sed: illegal option -- $OPTARG" >&2 || echo "sed: option requires an argument -- $OPTARG" >&2
      echo 'usage: sed script [-EHalnru] [-i extension] [file ...]' >&2
      exit 1
      ;;
  esac
done
shift $((OPTIND - 1))
if [ -z "$script" ]; then
  [ $# -gt 0 ] || { echo 'usage: sed script [-EHalnru] [-i extension] [file ...]' >&2; exit 1; }
  script=$1
  shift
fi
# A script that is a path, because -i took the script: an address and a letter that is no command.
case $script in
  /*/[e-fj-km-or-u]*) rest=${script#/*/}; echo "sed: 1: \"$script\": invalid command code ${rest%"${rest#?}"}" >&2; exit 1 ;;
esac
[ -z "$place" ] || flags="$flags -i$suffix"
# shellcheck disable=SC2086 # the flags are words
exec sed --posix $flags -e "$script" -- "$@"
