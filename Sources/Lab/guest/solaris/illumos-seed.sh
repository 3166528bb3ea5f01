#!/bin/bash
# illumos-seed.sh, sourced by guest-system.sh: illumos is played by the Solaris family, with tools of its own.
: "${here:?}"
# shellcheck source=/dev/null
. "$here/solaris-seed.sh"
