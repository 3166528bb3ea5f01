# shellcheck shell=bash
# solaris-start.sh, sourced at boot: tunnels, and the scripts of the run levels.
