package dev.dunlin.tidy;

import java.util.List;

/** Looks at one source and says what is wrong with it, a line for each finding. */
@FunctionalInterface
interface Rule {
    List<String> findings(Source source);
}
