#!/boot/culvert-lab/linux/bin/bash
# freebsd-kld.sh: kldload(8), kldstat(8), kldunload(8). The kernel is one without gif(4) in it, as in the transcripts, and
# without pf(4), as GENERIC is.
# shellcheck disable=SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common interfaces pf-kernel pf-packets; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done

loaded() { [ -e "$state/kld/${1%.ko}" ]; }

# What is in the kernel itself.
static() { [[ " vtnet em ufs sshd tcp loop pf_not devctl " == *" $1 "* ]]; }

kldload() {
  local option no_error='' verbose='' quiet='' name status=0
  while getopts :nqv option; do
    case $option in
      n) no_error=1 ;;
      v) verbose=1 ;;
      q) quiet=1 ;;
      *) echo "kldload: illegal option -- $OPTARG" >&2; echo 'usage: kldload [-nqv] file ...' >&2; exit 1 ;;
    esac
  done
  shift $((OPTIND - 1))
  [ $# -gt 0 ] || { echo 'usage: kldload [-nqv] file ...' >&2; exit 1; }
  for name; do load_one "$name" || status=1; done
  return "$status"
}

load_one() { # NAME
  if loaded "$1"; then
    [ -n "$no_error" ] || root || { cannot load "$1" 'Operation not permitted'; return 1; }
    [ -n "$no_error" ] || { cannot load "$1" 'module already loaded or in kernel'; return 1; }
    [ -z "$verbose" ] || echo "$1 is already loaded"
    return 0
  fi
  root || { cannot load "$1" 'Operation not permitted'; return 1; }
  if [ ! -e "/boot/kernel/${1%.ko}.ko" ]; then
    [ -n "$quiet" ] || cannot load "$1" 'No such file or directory'
    return 1
  fi
  echo "${1%.ko} ${1%.ko}.ko" >"$state/kld/${1%.ko}"
  [ "${1%.ko}" != pf ] || pf_load
  [ -z "$verbose" ] || echo "Loaded $1, id=2"
}

cannot() { # VERB, NAME, WHY; before 10 the reason only was told
  echo "kld$1: can't $1 $2: $3" >&2
}

kldunload() {
  local option verbose='' name
  while getopts :fv option; do
    case $option in
      f) ;;
      v) verbose=1 ;;
      *) unknown "option -$OPTARG" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ $# -gt 0 ] || { echo 'usage: kldunload [-fv] [-n] name ...' >&2; exit 1; }
  for name; do
    loaded "$name" || { echo "kldunload: can't find file $name" >&2; exit 1; }
    root || { echo "kldunload: can't unload file: Operation not permitted" >&2; exit 1; }
    unload "${name%.ko}"
    [ -z "$verbose" ] || echo "Unloading $name, id=2"
  done
}

# With the module go its interfaces, or its rules.
unload() { # NAME
  local name text=
  if [ "$1" = if_gif ]; then
    interfaces
    for name in "${names[@]}"; do
      load "$name"
      [ "$i_kind" != gif ] || { text+="link del $i_device"$'\n' && detach "$name"; }
    done
    ip_batch "$text"
  fi
  [ "$1" != pf ] || pf_unload
  "$lab/busybox" rm -f "$state/kld/$1"
}

kldstat() {
  local option quiet='' module='' file='' verbose=''
  while getopts :hi:m:n:qv option; do
    case $option in
      m) module=$OPTARG ;;
      n) file=$OPTARG ;;
      q) quiet=1 ;;
      v) verbose=1 ;;
      *) unknown "option -$OPTARG" ;;
    esac
  done
  shift $((OPTIND - 1))
  if [ -n "$module" ]; then
    if loaded "$module" || static "$module"; then [ -n "$quiet" ] || unknown 'kldstat -m without -q'; return 0; fi
    [ -n "$quiet" ] || echo "kldstat: can't find module $module: No such file or directory" >&2
    return 1
  fi
  if [ -n "$file" ]; then
    if loaded "$file"; then [ -n "$quiet" ] || files; return 0; fi
    [ -n "$quiet" ] || echo "kldstat: can't find file $file: No such file or directory" >&2
    return 1
  fi
  files
}

files() {
  local n=1 file kernel='b31e50' gif='80f18000     4688' size
  ! since 14 || { kernel=d416f8 && gif='81618000     4708'; }
  echo 'Id Refs Address                Size Name'
  [ -n "$module$file" ] || echo " 1    3 0xffffffff80200000   $kernel kernel"
  [ -z "$verbose" ] || unknown -v
  for file in "$state"/kld/*; do
    [ -e "$file" ] || continue
    n=$((n + 1)) size=$gif
    # Where pf would lie and how large it would be has not been seen.
    [ "${file##*/}" != pf ] || size='82a00000    58000'
    printf '%2d    1 0xffffffff%s %s.ko\n' "$n" "$size" "${file##*/}"
  done
}

"$self" "$@"
