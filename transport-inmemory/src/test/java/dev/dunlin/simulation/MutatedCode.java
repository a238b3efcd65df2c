package dev.dunlin.simulation;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A second copy of the shipped code and of the tests' scenarios, in a class loader of its own, with one bug planted: the file
 * is compiled anew, all the rest is what was built.
 */
final class MutatedCode extends URLClassLoader {

    private static final Path SOURCES = Path.of("..", "core", "src", "main", "java", "dev", "dunlin");

    private final Map<String, byte[]> mutated;

    private MutatedCode(Map<String, byte[]> mutated) throws IOException {
        super(urls(), ClassLoader.getPlatformClassLoader());
        this.mutated = mutated;
    }

    static MutatedCode with(PlantedBug bug) throws IOException {
        Path file = SOURCES.resolve(bug.file() + ".java");
        String source = Files.readString(file);
        if (source.split(Pattern.quote(bug.before()), -1).length != 2) {
            throw new AssertionError(file + " does not hold exactly once: " + bug.before());
        }
        return new MutatedCode(compile(file, source.replace(bug.before(), bug.after())));
    }

    private static Map<String, byte[]> compile(Path file, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Output output = new Output(compiler.getStandardFileManager(problems, null, null));
        SimpleJavaFileObject unit =
                new SimpleJavaFileObject(URI.create("string:///" + file.getFileName()), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-nowarn", "-proc:none", "-g", "-classpath", classPath());
        if (!compiler.getTask(null, output, problems, options, null, List.of(unit))
                .call()) {
            throw new AssertionError("the planted bug does not compile: " + problems.getDiagnostics());
        }
        Map<String, byte[]> classes = new HashMap<>();
        output.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    /** Where all classes are: those that were built, and those of others. */
    private static List<Path> places() {
        List<Path> places = new ArrayList<>(List.of(
                Path.of("..", "core", "target", "classes"),
                Path.of("target", "classes"),
                Path.of("target", "test-classes")));
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            String value = System.getProperty(property, "");
            for (String place : value.split(File.pathSeparator, -1)) {
                if (place.endsWith(".jar") && !place.contains("dunlin-")) {
                    places.add(Path.of(place));
                }
            }
        }
        return places;
    }

    private static String classPath() {
        return places().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static URL[] urls() throws IOException {
        List<Path> places = places();
        URL[] urls = new URL[places.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = places.get(i).toUri().toURL();
        }
        return urls;
    }

    /** Not from above first: there the same names stand for the code as it is. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.dunlin.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = mutated.get(name);
        return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }

    /** Keeps what is compiled in memory. */
    private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Output(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
            if (location != StandardLocation.CLASS_OUTPUT) {
                throw new IllegalStateException(location + " " + name);
            }
            return new SimpleJavaFileObject(URI.create("bytes:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(name, key -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
