#!/usr/bin/env bash
# Moves a process between two hosts as one does it by hand, with criu, tar, nc, ip and nft: what `dunlin migrate` is held
# against. Nothing is verified, and if anything fails the process is lost.
#   by-hand.sh stop-and-copy|post-copy PID FOLDER FROM_INIT FROM_IP TO_INIT TO_IP ADDRESS/BITS DEVICE CRIU
# The hosts are namespaces, named by the first of their processes; both see FOLDER, but what goes, goes over their network.
set -euo pipefail
mode=$1 pid=$2 folder=$3 from=$4 from_ip=$5 to=$6 to_ip=$7 address=$8 device=$9 criu=${10}
ip=${address%/*}
images_port=7412
pages_port=7413

on() {
  local init=$1
  shift
  nsenter --target "$init" --net --pid --mount -- "$@"
}

# Both ways of criu's; the rest of its options differ.
common=(--tcp-established --network-lock nftables --file-locks --ext-unix-sk --log-file criu.log)

rm -rf "$folder/out" "$folder/in"
mkdir -p -m 700 "$folder/out" "$folder/in"
mkfifo "$folder/out/status" "$folder/in/status"
on "$to" sh -c "busybox nc -l -p $images_port | tar x -C '$folder/in' && echo whole" >"$folder/in/whole" &
coming=$!
until on "$to" ss -Hltn | grep -q ":$images_port "; do sleep 0.02; done

# From here on it stands still.
if [ "$mode" = post-copy ]; then
  on "$from" sh -c 'status=$1; shift; exec "$@" 3>"$status"' sh "$folder/out/status" \
    "$criu" dump --tree "$pid" --images-dir "$folder/out" "${common[@]}" \
    --lazy-pages --address "$from_ip" --port "$pages_port" --status-fd 3 </dev/null &
  serving=$!
  head -c 1 "$folder/out/status" >/dev/null
else
  on "$from" "$criu" dump --tree "$pid" --images-dir "$folder/out" "${common[@]}"
fi
on "$from" bash -c "tar c -C '$folder/out' --exclude=status . >/dev/tcp/$to_ip/$images_port"
wait "$coming"
grep -q whole "$folder/in/whole"

on "$from" ip address del "$address" dev "$device"
on "$to" sh -c 'nft -f - && ip address add "$1" dev "$2" noprefixroute' sh "$address" "$device" <<EOF
table inet by-hand {
  chain in { type filter hook input priority -300; ip daddr $ip drop; }
  chain out { type filter hook output priority -300; ip saddr $ip drop; }
}
EOF
more=()
if [ "$mode" = post-copy ]; then
  on "$to" sh -c 'status=$1; shift; exec "$@" 3>"$status"' sh "$folder/in/status" \
    "$criu" lazy-pages --images-dir "$folder/in" --log-file lazy.log \
    --page-server --address "$from_ip" --port "$pages_port" --status-fd 3 </dev/null &
  fetching=$!
  head -c 1 "$folder/in/status" >/dev/null
  more=(--lazy-pages)
fi
on "$to" "$criu" restore --images-dir "$folder/in" "${common[@]}" --restore-detached "${more[@]}"
on "$to" sh -c 'nft delete table inet by-hand
  echo 1 >"/proc/sys/net/ipv4/conf/$1/arp_notify"
  same=$(ip -o link show "$1" | sed "s/.*link.ether \([0-9a-f:]*\).*/\1/")
  ip link set dev "$1" address "$same"' sh "$device"

# It runs. What is left on the source would be in the way of the next.
if [ "$mode" = post-copy ]; then wait "$serving" "$fetching"; fi
on "$from" sh -c 'nft list tables | sed -n "s/^table inet \(CRIU-.*\)/\1/p" | while read -r table; do nft delete table inet "$table"; done'
