package dev.dunlin.cli;

import java.util.List;

/**
 * What came of the demo's call.
 *
 * @param asked what was asked, and is to be answered
 * @param divergent the index of the replica that answers otherwise
 * @param report what came of it
 * @param executions how often each replica has carried it out
 */
record DemoVote(String asked, int divergent, CallReport report, List<Long> executions) {

    /** Copies the list. */
    DemoVote {
        executions = List.copyOf(executions);
    }
}
