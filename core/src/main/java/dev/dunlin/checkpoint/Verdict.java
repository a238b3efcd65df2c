package dev.dunlin.checkpoint;

import java.util.List;

/** Whether a target can be frozen here, found out before anything is frozen. */
public sealed interface Verdict {

    /**
     * It can.
     *
     * @param notes what is worth knowing all the same
     */
    record Possible(List<Finding> notes) implements Verdict {

        /** Copies the list. */
        public Possible {
            notes = List.copyOf(notes);
        }
    }

    /**
     * It cannot.
     *
     * @param obstacles what is in the way, at least one thing
     */
    record Refused(List<Finding> obstacles) implements Verdict {

        /** Copies the list, and checks that it names something. */
        public Refused {
            obstacles = List.copyOf(obstacles);
            if (obstacles.isEmpty()) {
                throw new IllegalArgumentException("obstacles=[]: a refusal names what is in the way");
            }
        }
    }

    /**
     * Something that was found.
     *
     * @param what what was seen, with values
     * @param mend what would change it
     */
    record Finding(String what, String mend) {}
}
