#!/boot/culvert-lab/linux/bin/bash
# solaris-ipfstat.sh: ipfstat(1M) of a host without rules of ipfilter. With -i and -o it lists those for what goes out first,
# then those for what comes in, and says on its error output that a list is empty [S ipfstat.c of IP Filter 4: showlist, main;
# D Solaris 10 System Administration Guide: IP Services].
case $* in
  -io | -oi)
    echo 'empty list for ipfilter(out)' >&2
    echo 'empty list for ipfilter(in)' >&2
    ;;
  *)
    # shellcheck source=/dev/null
    . /boot/culvert-lab/system/unknown
    ;;
esac
