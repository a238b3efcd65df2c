package dev.dunlin.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java that stands in the README. */
final class ReadmeTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void theFirstExampleRunsAndPrintsItsMessage() throws Exception {
        assertThat(run("Tides", examples().get(0))).isEqualTo("0: low water at 06:12\n");
    }

    @Test
    void theReplicasAgree() throws Exception {
        assertThat(run("Reading", examples().get(1))).isEqualTo("9 bytes: low water\n");
        assertThat(readme()).contains("It prints `9 bytes: low water`");
    }

    @Test
    void theFirstExampleIsTenLinesOrFewer() {
        String body = examples().get(0).replaceAll("(?m)^(import|public class|}|\\s*$).*\n?", "");
        assertThat(body.lines()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void theOtherExamplesCompile() throws Exception {
        List<String> others =
                examples().stream().filter(each -> !each.contains(" main(")).toList();
        assertThat(others).isNotEmpty();
        for (int i = 0; i < others.size(); i++) {
            String imports = "import dev.dunlin.broker.*; import dev.dunlin.environment.*; import java.time.*;";
            compile("Other" + i, imports + "class Other" + i + " { void run() {\n" + others.get(i) + "} }");
        }
    }

    private static List<String> examples() {
        return JAVA.matcher(readme())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String readme() {
        return Tree.read(Tree.ROOT.resolve("README.md"));
    }

    /** Compiles and runs a class, and gives what it prints. */
    private String run(String name, String source) throws Exception {
        compile(name, source);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void compile(String name, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, complaints, "-proc:none", "-cp", classPath, "-d", folder.toString(), file.toString());
        assertThat(status).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
    }
}
