package dev.dunlin.criu.crac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Checkpointer;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The library org.crac chooses once in the life of a JVM, so each case is a JVM. */
final class OrgCracTest {

    @Test
    void whoComesFirstIsHeard() throws Exception {
        assertThat(say(Stream.of(org.crac.Core.class))).isEqualTo("true");
    }

    @Test
    void whoComesTooLateKnows() throws Exception {
        assertThat(say(Stream.of(org.crac.Core.class), "late")).isEqualTo("false");
    }

    @Test
    void whoWasNamedAtTheStartIsHeard() throws Exception {
        assertThat(say(Stream.of(org.crac.Core.class), "-Dorg.crac.Core.Compat=dev.dunlin.criu.crac", "late"))
                .isEqualTo("true");
    }

    @Test
    void withoutItNobodyIsMissed() throws Exception {
        assertThat(say(Stream.empty())).isEqualTo("true");
    }

    private static String say(Stream<Class<?>> more, String... arguments) throws Exception {
        String classPath = Stream.concat(Stream.of(OrgCracJvm.class, Core.class, Checkpointer.class), more)
                .map(OrgCracTest::file)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath));
        Stream.of(arguments).filter(argument -> argument.startsWith("-D")).forEach(command::add);
        command.add(OrgCracJvm.class.getName());
        Stream.of(arguments).filter(argument -> !argument.startsWith("-D")).forEach(command::add);
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String file(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
