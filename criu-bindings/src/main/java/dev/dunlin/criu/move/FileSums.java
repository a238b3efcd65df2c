package dev.dunlin.criu.move;

import dev.dunlin.criu.system.PageSum;
import dev.dunlin.criu.system.Sha256;
import dev.dunlin.criu.system.Sum;
import java.util.Map;

/** How the files of a migration are summed: by SHA-256, memory by {@link PageSum} where both hosts know that. */
enum FileSums {
    SHA_256,
    BY_KIND;

    /** With what the names of the files begin in which criu writes memory. */
    static final String PAGES = "pages-";

    /** As the other host has it. */
    static FileSums of(Map<String, String> facts) {
        return facts.containsKey(MoveFacts.PAGE_SUMS) ? BY_KIND : SHA_256;
    }

    /** A sum of nothing yet, for a file of this name. */
    Sum begin(String name) {
        boolean memory = name.startsWith(PAGES) || name.startsWith(PreCopy.PREFIX);
        return this == BY_KIND && memory ? new PageSum() : new Sha256();
    }
}
