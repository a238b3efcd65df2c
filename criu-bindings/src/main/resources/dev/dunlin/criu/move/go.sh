#!/bin/sh
# Started when a process has been restored and stands still, so that nothing has to be when it may run: learns that from its
# standard input. The gate is opened and the others in the network are told of the address before the process says a word:
# what it says behind the gate is lost, and what it is answered would go to the other host.
read -r word
[ "$word" = go ] || exit 1
if [ -n "$DUNLIN_GATE" ]; then
  nft "delete table inet $DUNLIN_GATE; delete table arp $DUNLIN_GATE" || exit 1
fi
if [ -n "$DUNLIN_HARDWARE" ]; then
  notify=/proc/sys/net/ipv4/conf/$DUNLIN_DEVICE/arp_notify
  read -r before <"$notify"
  echo 1 >"$notify"
  # A change of the hardware address, if to the same, makes the system send gratuitous ARPs.
  ip link set dev "$DUNLIN_DEVICE" address "$DUNLIN_HARDWARE"
  echo "$before" >"$notify"
fi
kill -CONT $DUNLIN_PIDS
