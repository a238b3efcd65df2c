#!/bin/sh
# Started when a process has been restored and stands still, so that nothing has to be when it may run: learns that from its
# standard input, tells the others in the network of the address, if there is one, and lets the process go on.
read -r word
[ "$word" = go ] || exit 1
if [ -n "$DUNLIN_HARDWARE" ]; then
  notify=/proc/sys/net/ipv4/conf/$DUNLIN_DEVICE/arp_notify
  read -r before <"$notify"
  echo 1 >"$notify"
  # A change of the hardware address, if to the same, makes the system send gratuitous ARPs.
  ip link set dev "$DUNLIN_DEVICE" address "$DUNLIN_HARDWARE"
  echo "$before" >"$notify"
fi
kill -CONT $DUNLIN_PIDS
