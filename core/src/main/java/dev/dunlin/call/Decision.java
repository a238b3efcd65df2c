package dev.dunlin.call;

/** Where a vote stands. */
public enum Decision {
    /** More answers may bring agreement. */
    UNDECIDED,
    /** The largest group of equal answers is the answer. */
    AGREED,
    /** Enough replicas have answered, and no answer can be agreed on any more. */
    SPLIT,
    /** Too few replicas have answered, and not enough can answer any more. */
    TOO_FEW
}
