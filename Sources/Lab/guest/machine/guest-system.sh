#!/bin/bash
# guest-system.sh, sourced by guest-seed.sh: what a guest needs that is not to look like Linux.
#
# SYSTEM names the personality; its files are those of its family (freebsd13: freebsd-*), and FAMILY-seed.sh, sourced
# last, turns the tree of a fresh Debian into that system with the functions below. In the guest then:
#   /bin /sbin /usr/bin /usr/sbin  only what that system has: programs of the personality, and Linux's own where they do
#                                  the same (a list of what to have: whatever else Linux has is not there)
#   /boot/culvert-lab/linux        Linux's real bin and sbin, for the personality's own use
#   /boot/culvert-lab/system       the personality: scripts run by linux/bin/bash; inittab says what init runs
#   /boot/culvert-lab/state        what the personality remembers until the next boot (a tmpfs)
#   /var/log/personality           a line for each command or option that the personality does not know
: "${tree:?}" "${here:?}" "${SYSTEM:?}"
system=$tree/boot/culvert-lab/system
linux=/boot/culvert-lab/linux

# Nothing is in them yet; /sbin/init is the lab's, and hands over to busybox init with the personality's inittab, which
# the family's seed writes to $system/inittab.
own_directories() {
  mkdir -p "$tree"/boot/culvert-lab/{linux/bin,linux/sbin,state} "$system"/usr/{bin,sbin}
  rm "$tree/bin" "$tree/sbin"
  mkdir "$tree/bin" "$tree/sbin"
  install "$here/guest-system-init.sh" "$tree/sbin/init"
  install "$here/guest-system-unknown.sh" "$system/unknown"
  echo "$SYSTEM" >"$system/name"
  : >"$tree/var/log/personality"
  chmod 666 "$tree/var/log/personality"
}

# Where a directory of commands is in the tree; those in /usr are mounted over the host's at boot.
directory() { # DIRECTORY
  case $1 in /usr/*) echo "$system$1" ;; *) echo "$tree$1" ;; esac
}

# Commands that do there what they do on Linux. Debian's alternatives are left out: they lead to where nothing is then.
borrow() { # DIRECTORY, COMMAND...
  local target name file
  target=$(directory "$1")
  shift
  for name; do
    file=/usr/bin/$name
    [ -e "$file" ] || file=/usr/sbin/$name
    file=$(realpath "$file")
    ln -s "$linux/${file#/usr/}" "$target/$name"
  done
}

# A file of the personality, of the lab's folder, as one or more commands.
program() { # FILE, DIRECTORY, COMMAND...
  local file=$1 target
  target=$(directory "$2")
  shift 2
  install "$here/$file" "$system/$file"
  commands "/boot/culvert-lab/system/$file" "$target" "$@"
}

# Files of the lab's folder that the personality's programs source.
parts() { # FILE...
  local name
  for name; do install -m 644 "$here/$name" "$system/$name"; done
}

# Applets of the lab's busybox, which acts upon the name it is called by.
applets() { # DIRECTORY, COMMAND...
  local target
  target=$(directory "$1")
  shift
  commands /boot/culvert-lab/busybox "$target" "$@"
}

# Commands that the system has and the personality does not play.
unknown() { # DIRECTORY, COMMAND...
  local target
  target=$(directory "$1")
  shift
  commands /boot/culvert-lab/system/unknown "$target" "$@"
}

commands() { # WHAT THEY ARE, DIRECTORY IN THE TREE, COMMAND...
  local what=$1 target=$2 name
  shift 2
  for name; do ln -s "$what" "$target/$name"; done
}

# shellcheck source=/dev/null
. "$here/${SYSTEM%%[0-9]*}-seed.sh"
