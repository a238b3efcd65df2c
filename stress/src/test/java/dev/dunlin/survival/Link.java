package dev.dunlin.survival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network namespace of the test's own, and a pair of virtual devices that leads there. */
final class Link implements AutoCloseable {

    private static final String IP = "/usr/sbin/ip";
    private static final String NEAR = "10.213.77.1";
    static final String FAR = "10.213.77.2";

    private final String name;

    private Link(String name) {
        this.name = name;
    }

    /** What this machine lacks for one: empty if nothing. */
    static String missing() {
        List<String> missing = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("root");
        }
        if (!Files.isExecutable(Path.of(IP))) {
            missing.add(IP + " (of iproute2)");
        }
        return String.join(" and ", missing);
    }

    /**
     * Makes one.
     *
     * @throws AssertionError if it cannot be made
     */
    static Link make() throws IOException {
        Link link = new Link("dunlin" + ProcessHandle.current().pid());
        try {
            ip("netns add " + link.name);
            ip("link add " + link.name + "n type veth peer name " + link.name + "f netns " + link.name);
            ip("addr add " + NEAR + "/30 dev " + link.name + "n");
            ip("link set " + link.name + "n up");
            ip("-n " + link.name + " addr add " + FAR + "/30 dev " + link.name + "f");
            ip("-n " + link.name + " link set " + link.name + "f up");
            ip("-n " + link.name + " link set lo up");
        } catch (AssertionError e) {
            link.close();
            throw e;
        }
        return link;
    }

    List<String> inside() {
        return List.of(IP, "netns", "exec", name);
    }

    void set(String state) throws IOException {
        ip("link set " + name + "n " + state);
    }

    private static void ip(String arguments) throws IOException {
        String[] command = (IP + " " + arguments).split(" ", -1);
        int code =
                new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
        if (code != 0) {
            throw new AssertionError("ip " + arguments + " ended with " + code);
        }
    }

    @Override
    public void close() throws IOException {
        ip("netns del " + name);
    }
}
