/** The contract suites that every broker and transport binds, for users' own implementations as well. */
module dev.dunlin.contracts {
    requires transitive dev.dunlin.core;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive net.jqwik.api;
    requires static org.jspecify;

    exports dev.dunlin.contracts;
    exports dev.dunlin.contracts.history;
}
