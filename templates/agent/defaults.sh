# shellcheck shell=sh
# What the agent asks of a system, where the part for the system has nothing to say.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_os_check_boot_file PATH NEW: whether the system can read a new boot file; a part for a system may know better.
cv_os_check_boot_file() { :; }

# cv_os_fixed PATH...: `PATH: REASON` of each that cannot be replaced by another file of its name, whoever tries.
cv_os_fixed() { :; }

# cv_os_evidence ARGUMENT...: what the system tells of the packets that came to it.
cv_os_evidence() { :; }

# What tells who changed something, for a part that knows its system: `OWNER TIME` of a file, the names of the programs
# that run, the logs of commands, and what was installed, with times.
cv_os_stamp() { return 1; }
cv_os_programs() { :; }
cv_os_logs() { :; }
cv_os_packages() { :; }
# What other programs report of what they did.
cv_os_reports() { :; }

# cv_os_label PATH: gives a file that is now in its place what the system keeps with a path.
cv_os_label() { :; }

# cv_os_purge: removes what the part for a system keeps outside the state directory.
cv_os_purge() { :; }

# cv_os_is_same FILE TEXT: whether a look shows what it showed when the file was written; a part for a system may leave out what has
# gone by itself meanwhile.
cv_os_is_same() { cv_is_text "$1" "$2"; }

# cv_os_clients: what becomes of packets from and to clients, for a part that knows its system.
cv_os_clients() { :; }
