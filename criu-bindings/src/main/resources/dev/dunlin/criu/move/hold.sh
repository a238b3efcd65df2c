#!/bin/sh
# Run by criu when it has written all images: holds the process where it is until the other end of criu's standard input
# says what becomes of it. `commit` lets criu end it, anything else lets criu undo what it did to it: it is stopped then.
[ "$CRTOOLS_SCRIPT_ACTION" = post-dump ] || exit 0
exec 3<"/proc/$PPID/fd/0" 4>"/proc/$PPID/fd/1" || exit 1
echo dumped >&4
while read -r word <&3; do
  case $word in
    commit) exit 0 ;;
    back) exit 1 ;;
  esac
done
# Whoever asked for this is gone. guard.sh knows what follows from that.
exit 1
