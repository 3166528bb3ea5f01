#!/boot/culvert-lab/linux/bin/dash
# solaris-echo.sh: /usr/bin/echo is System V's: backslashes count, and -n is a word like any other.
printf '%b\n' "$*"
