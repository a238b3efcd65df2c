package dev.dunlin.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the tree to the rules, and each rule to being able to fail. */
final class TidyTest {

    private static final List<String> SLEEPLESS = List.of("core", "contracts", "transport-inmemory", "cli", "stress");

    private static final List<Source> MAIN = Tree.mainSources();

    @Test
    void findsTheTree() {
        assertThat(MAIN).extracting(source -> source.path).contains("core/src/main/java/module-info.java");
        assertThat(MAIN).hasSizeGreaterThan(20);
    }

    @Test
    void namesAreTheHouses() {
        assertThat(findings(new NamingRule(), MAIN)).isEmpty();
    }

    @Test
    void classesAreClosed() {
        assertThat(findings(new FinalRule(), MAIN)).isEmpty();
    }

    @Test
    void packagesAreNullMarked() {
        assertThat(NullMarkedRule.findings(MAIN)).isEmpty();
    }

    @Test
    void fewTypesArePublic() {
        assertThat(PublicShare.percent(Tree.sources("core", "src/main/java")))
                .as("public types of core, in a hundred")
                .isLessThanOrEqualTo(PublicShare.MAX_PERCENT);
        assertThat(PublicShare.percent(MAIN))
                .as("public types, in a hundred")
                .isLessThanOrEqualTo(PublicShare.MAX_PERCENT);
    }

    @Test
    void coreAsksItsEnvironment() {
        assertThat(findings(new EnvironmentRule(), Tree.sources("core", "src/main/java")))
                .isEmpty();
    }

    @Test
    void nothingIsTooLong() {
        assertThat(findings(new LengthRule(), MAIN)).isEmpty();
        assertThat(LengthRule.methodP95(MAIN))
                .as("method p95; the longest: %s", LengthRule.longestMethods(MAIN))
                .isLessThanOrEqualTo(LengthRule.METHOD_P95);
        // The contracts are tests, though they are shipped: for them the longest counts, not the usual.
        List<Source> code = MAIN.stream()
                .filter(source -> !source.module.equals("contracts"))
                .toList();
        assertThat(LengthRule.fileP95(code))
                .as("file p95; the longest: %s", LengthRule.longestFiles(code))
                .isLessThanOrEqualTo(LengthRule.FILE_P95);
    }

    @Test
    void testsDoNotSleep() {
        List<Source> tests = new ArrayList<>(Tree.sources("contracts", "src/main/java"));
        SLEEPLESS.forEach(module -> tests.addAll(Tree.sources(module, "src/test/java")));
        assertThat(findings(new SleepRule(), tests)).isEmpty();
    }

    @Test
    void noRegistryIsNamed() throws IOException {
        List<String> findings = new ArrayList<>();
        for (Path file : Tree.files()) {
            findings.addAll(RegistryHosts.in(Tree.ROOT.relativize(file).toString(), Files.readAllBytes(file)));
        }
        assertThat(Tree.files()).isNotEmpty();
        assertThat(findings).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("bad")
    void sees(String name, Rule rule, String text) {
        assertThat(rule.findings(sample(text))).as(name).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("good")
    void letsPass(String name, Rule rule, String text) {
        assertThat(rule.findings(sample(text))).as(name).isEmpty();
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        cases(
                                new NamingRule(),
                                "package a.internal; final class X {}",
                                "package a.impl.b; final class X {}",
                                "public final class X { public int getSize() { return 1; } }",
                                "public interface X { int getSize(); }",
                                "public record X(int x) { public int getX() { return x; } }",
                                "interface IBroker {}",
                                "final class BrokerImpl {}",
                                "final class X { private static final class TopicManager {} }",
                                "final class StringUtils {}"),
                        cases(
                                new FinalRule(),
                                "class X {}",
                                "public interface X { class Y {} }",
                                "final class X { Object o = new Object() { class Y {} }; }"),
                        cases(
                                new EnvironmentRule(),
                                Stream.of(
                                                "System.nanoTime()",
                                                "java.lang.System.currentTimeMillis()",
                                                "java.time.Instant.now()",
                                                "java.time.Clock.systemUTC()",
                                                "new Thread(null)",
                                                "(java.util.function.LongSupplier) System::nanoTime",
                                                "(F) Thread::new",
                                                "Math.random()",
                                                "new Random()",
                                                "new SplittableRandom()",
                                                "ThreadLocalRandom.current()",
                                                "CompletableFuture.supplyAsync(null)",
                                                "future.thenCombineAsync(null, null)",
                                                "future.orTimeout(1, null)",
                                                "Executors.newCachedThreadPool()",
                                                "Caffeine.newBuilder().executor(e).expireAfter(x)",
                                                "Caffeine.newBuilder().ticker(t)")
                                        .map(expression -> "final class X { Object o = " + expression + "; }")
                                        .toArray(String[]::new)),
                        cases(
                                new EnvironmentRule(),
                                "final class X { void m() throws Exception { Thread.sleep(1); } }",
                                "final class X { void m() throws Exception { TimeUnit.SECONDS.sleep(1); } }",
                                "final class X { void m() { LockSupport.parkNanos(1); } }",
                                "import static java.lang.System.nanoTime; final class X {}",
                                "package dev.dunlin.environment; public final class X { long t = System.nanoTime(); }"),
                        cases(new LengthRule(), method(LengthRule.METHOD_MAX - 1), file(LengthRule.FILE_MAX - 1)),
                        cases(
                                new SleepRule(),
                                "final class XTest { void m() throws Exception { Thread.sleep(1); } }",
                                "final class XTest { void m() throws Exception { TimeUnit.SECONDS.sleep(1); } }",
                                "final class XTest { void m() throws Exception { MILLISECONDS.sleep(1); } }"))
                .flatMap(each -> each);
    }

    static Stream<Arguments> good() {
        return Stream.of(
                        cases(
                                new NamingRule(),
                                "package a.broker; public final class Image { public int size() { return 1; } }",
                                "public final class IoFault { @Override public String getMessage() { return null; } }",
                                "final class Hidden { int getSize() { return 1; } }"),
                        cases(
                                new FinalRule(),
                                "final class X {} record Y() {} enum Z {} interface W {} abstract class V {}",
                                "final class X { Object o = new Object() { }; }"),
                        cases(
                                new EnvironmentRule(),
                                "final class X { Object o = clock.nanoTime(); Object p = future.thenRunAsync(a, b); }",
                                "final class X { Object o = Caffeine.newBuilder().executor(e).ticker(t).expireAfter(x); }",
                                "package dev.dunlin.environment; final class X { long t = System.nanoTime(); }",
                                "final class X { /* System.nanoTime() */ String s = \"System.nanoTime()\"; }"),
                        cases(
                                new LengthRule(),
                                method(LengthRule.METHOD_MAX - 2),
                                file(LengthRule.FILE_MAX - 2),
                                "/*\n" + " * line\n".repeat(500) + " */\nfinal class X {}"))
                .flatMap(each -> each);
    }

    @Test
    void seesAPackageWithoutItsMark() {
        Source unmarked = Source.parse("m", "m/a/package-info.java", "package a;");
        Source type = sample("package a; final class X {}");
        Source marked = Source.parse("sample", "m/a/package-info.java", "@NullMarked package a;");
        assertThat(NullMarkedRule.findings(List.of(type))).hasSize(1);
        assertThat(NullMarkedRule.findings(List.of(unmarked))).hasSize(1);
        assertThat(NullMarkedRule.findings(List.of(marked, type))).isEmpty();
    }

    @Test
    void countsPublicTypes() {
        assertThat(PublicShare.percent(List.of(sample("public final class X {}"), sample("final class Y {}"))))
                .isEqualTo(50);
    }

    @Test
    void takesThePercentileOfTheTail() {
        int[] values = new int[100];
        Arrays.setAll(values, i -> i + 1);
        assertThat(LengthRule.p95(values)).isEqualTo(95);
        assertThat(LengthRule.methodP95(List.of(sample(method(40))))).isEqualTo(42);
        assertThat(LengthRule.fileP95(List.of(sample(file(40))))).isEqualTo(42);
    }

    @Test
    void countsLinesOfCodeOnly() {
        String text = "a\n\n// b\n/* c\n d */ e\nString s = \"/*\";\nchar c = '\"'; // \"\n\"\"\"\n // text\n\"\"\"\n";
        assertThat(CodeLines.of(text).stream().boxed()).containsExactly(1, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void seesEveryRegistry() {
        for (String host : RegistryHosts.all()) {
            byte[] content = ("from https://" + host.toUpperCase(Locale.ROOT) + "/x").getBytes(StandardCharsets.UTF_8);
            assertThat(RegistryHosts.in("sample", content)).isNotEmpty();
        }
        assertThat(RegistryHosts.in("sample", "maven central".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    private static List<String> findings(Rule rule, List<Source> sources) {
        return sources.stream()
                .flatMap(source -> rule.findings(source).stream())
                .toList();
    }

    private static Source sample(String text) {
        return Source.parse("sample", "sample/X.java", text);
    }

    private static Stream<Arguments> cases(Rule rule, String... texts) {
        return Stream.of(texts).map(text -> arguments(rule.getClass().getSimpleName(), rule, text));
    }

    private static String method(int statements) {
        return "final class X {\nvoid m() {\n" + "m();\n\n// why\n".repeat(statements) + "}\n}\n";
    }

    private static String file(int fields) {
        StringBuilder text = new StringBuilder("final class X {\n");
        for (int i = 0; i < fields; i++) {
            text.append("int f").append(i).append(";\n");
        }
        return text.append("}\n").toString();
    }
}
