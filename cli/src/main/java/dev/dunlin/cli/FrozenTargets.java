package dev.dunlin.cli;

import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Target.Engine;

/** What is to be frozen, as people write it: {@code 4711}, {@code docker:looper}, {@code podman:looper}, {@code runc:looper}. */
final class FrozenTargets {

    static final String DESCRIPTION = "The process: its pid. Or a container: docker:NAME, podman:NAME or runc:NAME.";

    private static final String MEND = ": write a pid, docker:NAME, podman:NAME or runc:NAME";
    private static final int MOST_DIGITS = 10;

    private FrozenTargets() {}

    /**
     * Reads a target.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Target parse(String text) {
        int colon = text.indexOf(':');
        if (colon > 0 && colon < text.length() - 1) {
            String name = text.substring(colon + 1);
            return switch (text.substring(0, colon)) {
                case "docker" -> new Target.Container(Engine.DOCKER, name);
                case "podman" -> new Target.Container(Engine.PODMAN, name);
                case "runc" -> new Target.Container(Engine.RUNC, name);
                default -> throw new IllegalArgumentException("\"" + text + "\" is no target" + MEND);
            };
        }
        if (text.isEmpty() || Digits.count(text) != text.length() || text.length() > MOST_DIGITS) {
            throw new IllegalArgumentException("\"" + text + "\" is no target" + MEND);
        }
        return new Target.ProcessTree(Long.parseLong(text));
    }
}
