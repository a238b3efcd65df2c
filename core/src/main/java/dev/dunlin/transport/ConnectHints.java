package dev.dunlin.transport;

import java.util.Objects;

/**
 * What a transport may make use of when it connects, and need not.
 *
 * @param spread whether chance decides in which order the places are tried for which an address stands, as for a name with
 *     several addresses, so that many who connect are spread over them; else it is the order in which they are listed
 * @param company which connections this one belongs to
 */
public record ConnectHints(boolean spread, Company company) {

    public ConnectHints {
        Objects.requireNonNull(company, "company");
    }

    /** Nothing in particular: in the order that is listed, and on its own. */
    public static ConnectHints none() {
        return new ConnectHints(false, new Company());
    }

    /** One of several connections that belong together. */
    public static ConnectHints of(Company company) {
        return new ConnectHints(false, company);
    }
}
