package dev.dunlin.simulation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The command that runs one test again: as Maven takes it, from where the build's root is. */
final class Replay {

    private static final int MOST_LEVELS = 4;

    private Replay() {}

    /** The command for a test, but for the seed. */
    static String of(Class<?> test, String method) {
        return of(Path.of("").toAbsolutePath(), test, method);
    }

    /** The command for a test that runs in a folder. */
    static String of(Path folder, Class<?> test, String method) {
        String name = test.getName()
                .substring(
                        test.getPackageName().length() + (test.getPackageName().isEmpty() ? 0 : 1));
        String which = "'-Dtest=" + name + "#" + method + "' -Dsurefire.failIfNoSpecifiedTests=false";
        Path root = folder;
        for (int i = 0; i < MOST_LEVELS && root != null; i++) {
            if (Files.exists(root.resolve("mvnw"))) {
                String module = root.relativize(folder).toString().replace('\\', '/');
                return "./mvnw test " + (module.isEmpty() ? "" : "-pl " + module + " -am ") + which;
            }
            root = root.getParent();
        }
        return "mvn test " + which;
    }

    /** The command for the test that calls; empty if none of the callers is one. */
    static String ofCaller() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(Replay::isTest)
                        .map(frame -> of(frame.getDeclaringClass(), frame.getMethodName()))
                        .findFirst()
                        .orElse(""));
    }

    private static boolean isTest(StackWalker.StackFrame frame) {
        if (frame.getDeclaringClass().getModule() == Object.class.getModule()) {
            return false;
        }
        try {
            Method method = frame.getDeclaringClass()
                    .getDeclaredMethod(
                            frame.getMethodName(), frame.getMethodType().parameterArray());
            return Arrays.stream(method.getDeclaredAnnotations()).anyMatch(Replay::marksATest);
        } catch (NoSuchMethodException | NoClassDefFoundError e) {
            return false;
        }
    }

    /** By its name: neither JUnit nor jqwik need be there. */
    private static boolean marksATest(Annotation annotation) {
        String name = annotation.annotationType().getName();
        return name.startsWith("org.junit.")
                || name.startsWith("net.jqwik.")
                || name.startsWith("dev.dunlin.simulation.junit.");
    }
}
