#!/usr/bin/perl
# solaris-witness.pl: writes down every name that appears in /etc and that the boot's glob hostname.ip*.*[0-9] would take for
# an interface, be it for a moment only: "create NAME" or "rename NAME" (onto it), a line each, in state/names.
use strict;
use warnings;

my ($inotify_init, $inotify_add_watch, $create, $moved_to) = (253, 254, 0x100, 0x80);
my $descriptor = syscall $inotify_init;
syscall($inotify_add_watch, $descriptor, my $folder = "/etc", $create | $moved_to) >= 0 or die "inotify: $!";
open my $events, '<&=', $descriptor or die $!;
open my $names, '>>', '/boot/culvert-lab/state/names' or die $!;
exit if fork;
while (sysread $events, my $buffer, 65536) {
  while (length $buffer) {
    my (undef, $mask, undef, $length) = unpack 'l L L L', substr $buffer, 0, 16, '';
    my ($name) = unpack 'Z*', substr $buffer, 0, $length, '';
    next unless $name =~ /^hostname\.ip.*\..*[0-9]$/s;
    syswrite $names, ($mask & $create ? 'create' : 'rename') . " $name\n";
  }
}
