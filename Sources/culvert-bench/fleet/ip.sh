# ip.sh: ip(8) of a working host, behind a line `own=FOLDER`. A tunnel is a tun device of its name, and its ends are
# remembered: this machine's kernel may have no ipip. Everything else is the real ip's.
# shellcheck shell=sh
: "${own:?}"
case "${1-} ${2-}" in
  'tunnel add')
    # ip tunnel add NAME mode ipip local ADDRESS remote ADDRESS
    "$own/ip" tuntap add dev "$3" mode tun || exit
    printf '%s: ip/ip remote %s local %s ttl inherit\n' "$3" "$9" "$7" >"$own/tunnels/$3"
    ;;
  'tunnel del')
    "$own/ip" link del "$3" || exit
    rm -f "$own/tunnels/$3"
    ;;
  '-o tunnel' | 'tunnel show')
    if [ "$1" = -o ]; then shift; fi
    if [ -n "${3-}" ]; then set -- "$own/tunnels/$3"; else set -- "$own"/tunnels/*; fi
    if [ -e "$1" ]; then cat "$@"; fi
    ;;
  *) exec "$own/ip" "$@" ;;
esac
