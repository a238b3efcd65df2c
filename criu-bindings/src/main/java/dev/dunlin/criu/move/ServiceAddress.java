package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of IPv4 that goes with the process, and what is done to it on either host with {@code ip} and {@code nft}.
 *
 * <p>A host that is going to have it takes it behind a gate first: packets to it and from it are dropped, and nobody is told
 * that it is here. When the gate is opened, a gratuitous ARP (RFC 5227) tells the others in the network.
 *
 * @param cidr as {@code 192.0.2.7/24}
 * @param device the interface that has it, as {@code eth0}
 */
record ServiceAddress(String cidr, String device) {

    private static final Pattern CIDR = Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})/(\\d{1,2})");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");

    ServiceAddress {
        if (!CIDR.matcher(cidr).matches()) {
            throw new IllegalArgumentException("address=\"" + cidr + "\": write it as 192.0.2.7/24");
        }
        if (!DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException("device=\"" + device + "\": is no interface's name, as eth0");
        }
    }

    /** The address alone. */
    String ip() {
        Matcher matcher = CIDR.matcher(cidr);
        return matcher.matches() ? matcher.group(1) : cidr;
    }

    /**
     * Takes the address behind a gate.
     *
     * @throws DunlinException ADDRESS_UNAVAILABLE if it is here already
     */
    void takeBehindGate(UUID id) {
        String here = Tool.run("", Tool.DEADLINE, List.of("ip", "-o", "address", "show"))
                .text();
        if (here.contains(" " + ip() + "/")) {
            throw new DunlinException(
                    Reason.ADDRESS_UNAVAILABLE,
                    cidr + " is an address of the target already; `ip address del` it there, or move to another host");
        }
        Tool.must(gate(id), List.of("nft", "-f", "-"));
        take();
    }

    /** Opens the gate, and tells the others in the network. */
    void openGate(UUID id) {
        removeGate(id);
        announce();
    }

    /** Removes the gate, if it is there. */
    static void removeGate(UUID id) {
        Tool.run(withoutGate(id), Tool.DEADLINE, List.of("nft", "-f", "-"));
    }

    /** What {@code nft} is told to remove the gate. */
    static String withoutGate(UUID id) {
        return "delete table inet " + table(id) + "\ndelete table arp " + table(id) + "\n";
    }

    /** Has the address on the interface. */
    private void take() {
        Tool.Outcome outcome =
                Tool.run("", Tool.DEADLINE, List.of("ip", "address", "replace", cidr, "dev", device, "noprefixroute"));
        if (!outcome.ok()) {
            throw new DunlinException(
                    Reason.ADDRESS_UNAVAILABLE, cidr + " cannot be had on " + device + ": " + outcome.text());
        }
    }

    /** Has it no more; what connections over it are left say and hear nothing. */
    void leaveBehindGate(UUID id) {
        Tool.must(gate(id), List.of("nft", "-f", "-"));
        leave();
    }

    /** Has it again, as before {@link #leaveBehindGate}. */
    void comeBack(UUID id) {
        take();
        openGate(id);
    }

    /** Behind a gate: has no more of it, nor of connections over it, and nobody has noticed. Removes the gate. */
    void vanish(UUID id) {
        Tool.run("", Tool.DEADLINE, List.of("ss", "--kill", "--no-header", "src", ip()));
        leave();
        removeGate(id);
    }

    /** Has it no more. */
    private void leave() {
        Tool.run("", Tool.DEADLINE, List.of("ip", "address", "del", cidr, "dev", device));
    }

    /** Tells the others in the network that the address is here. */
    void announce() {
        try {
            Path settings = Path.of("/proc/sys/net/ipv4/conf", device, "arp_notify");
            String before = Files.readString(settings).strip();
            Files.writeString(settings, "1");
            // A change of the hardware address, if to the same, makes the system send gratuitous ARPs.
            String same = hardware();
            if (!same.isEmpty()) {
                Tool.run("", Tool.DEADLINE, List.of("ip", "link", "set", "dev", device, "address", same));
            }
            Files.writeString(settings, before);
        } catch (IOException e) {
            throw new DunlinException(Reason.UNSUPPORTED, "no gratuitous ARP on " + device + ": " + e.getMessage(), e);
        }
    }

    /** The hardware address of the interface, as {@code ip} writes it; empty if it has none. */
    String hardware() throws IOException {
        NetworkInterface card = NetworkInterface.getByName(device);
        byte[] address = card == null ? null : card.getHardwareAddress();
        return address == null ? "" : HexFormat.ofDelimiter(":").formatHex(address);
    }

    private String gate(UUID id) {
        return """
                table inet %1$s {
                  chain in { type filter hook input priority -300; ip daddr %2$s drop; }
                  chain out { type filter hook output priority -300; ip saddr %2$s drop; }
                }
                table arp %1$s {
                  chain out { type filter hook output priority 0; arp saddr ip %2$s drop; }
                }
                """.formatted(table(id), ip());
    }

    /** What the gate of a migration is called. */
    static String table(UUID id) {
        return "dunlin-move-" + Long.toHexString(id.getMostSignificantBits());
    }
}
