#!/bin/sh
# Run beside a migration, before anything is stopped: learns from its standard input how far it has come, and from the end
# of that without `done` that whoever moved the process is gone. If the other host was not told to run the process
# (`decided`), it is made to run on here, as if nothing had been asked.
criu=
decided=
while read -r word rest; do
  case $word in
    criu) criu=$rest ;;
    decided) decided=yes ;;
    done) exit 0 ;;
  esac
done
[ -z "$decided" ] || exit 0

# One that has ended may keep its number, as whoever has taken it over need not ask how it ended.
alive() {
  state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) && [ -n "$state" ] && [ "$state" != Z ] && [ "$state" != X ]
}
tables() { nft list tables 2>/dev/null | sed -n 's/^table inet \(CRIU-[^ ]*\)$/\1/p'; }

if [ -n "$criu" ]; then
  # criu that serves memory waits for ever. Any other undoes what it did, in its time.
  [ -z "$DUNLIN_LAZY" ] || kill -KILL "$criu"
  looks=0
  while alive "$criu"; do
    looks=$((looks + 1))
    [ "$looks" -ne "$DUNLIN_LOOKS" ] || kill -KILL "$criu"
    sleep 0.05
  done
fi
left=
for table in $(tables); do
  case " $DUNLIN_TABLES " in
    *" $table "*) ;;
    *) left="$left $table" ;;
  esac
done
# A container's is in its own network, and what is seen here is another's.
if [ -n "$left" ] && [ -z "$DUNLIN_FREEZER" ]; then
  # criu was killed with the sockets held still: a second dump that leaves the process there lets them go.
  mkdir -p -- "$DUNLIN_WORK/release"
  "$DUNLIN_CRIU" dump --tree "$DUNLIN_PID" --images-dir "$DUNLIN_WORK/release" --log-file dump.log --leave-running \
    --shell-job --tcp-established --network-lock nftables --file-locks --ext-unix-sk
  for table in $left; do nft delete table inet "$table"; done
fi
if [ -n "$DUNLIN_ADDRESS" ]; then
  ip address replace "$DUNLIN_ADDRESS" dev "$DUNLIN_DEVICE" noprefixroute
  nft delete table inet "$DUNLIN_GATE"
  nft delete table arp "$DUNLIN_GATE"
fi
if [ -n "$DUNLIN_FREEZER" ]; then
  echo "$DUNLIN_THAWED" >"$DUNLIN_FREEZER"
  DUNLIN_PIDS="$DUNLIN_PIDS $(cat "${DUNLIN_FREEZER%/*}/cgroup.procs")"
fi
kill -CONT $DUNLIN_PIDS
rm -rf -- "$DUNLIN_WORK" "$DUNLIN_WORK.tables"
