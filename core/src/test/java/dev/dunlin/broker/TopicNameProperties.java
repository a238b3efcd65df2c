package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TopicNameProperties {

    @Property
    void matchesAsADefinitionReadAloudDoes(@ForAll("patterns") String pattern, @ForAll("names") String name) {
        List<String> wanted = List.of(TopicName.checkPattern(pattern).split("\\.", -1));
        List<String> parts = List.of(TopicName.check("topic", name).split("\\.", -1));
        assertThat(TopicName.matches(pattern, name)).isEqualTo(matches(wanted, parts));
    }

    @Property
    void aNameMatchesItselfAndIsNoPattern(@ForAll("names") String name) {
        assertThat(TopicName.matches(name, name)).isTrue();
        assertThat(TopicName.isPattern(name)).isFalse();
    }

    private static boolean matches(List<String> wanted, List<String> parts) {
        if (wanted.isEmpty() || parts.isEmpty()) {
            return wanted.isEmpty() && parts.isEmpty();
        }
        String first = wanted.get(0);
        if (first.equals(">")) {
            return true;
        }
        return (first.equals("*") || first.equals(parts.get(0)))
                && matches(wanted.subList(1, wanted.size()), parts.subList(1, parts.size()));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "ab", "a*", ">b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join(".", parts));
    }

    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<List<String>> parts =
                Arbitraries.of("a", "b", "ab", "*", "*").list().ofMaxSize(4);
        return parts.flatMap(some ->
                        Arbitraries.of(true, false).map(open -> open || some.isEmpty() ? append(some, ">") : some))
                .map(all -> String.join(".", all));
    }

    private static List<String> append(List<String> parts, String last) {
        return Stream.concat(parts.stream(), Stream.of(last)).toList();
    }
}
