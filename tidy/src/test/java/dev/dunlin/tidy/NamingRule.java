package dev.dunlin.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** STYLE 1 and 4: packages are journeys, accessors are {@code x()}, names carry no filler. */
final class NamingRule implements Rule {

    private static final Set<String> PACKAGES = Set.of("impl", "internal", "util", "utils", "helper", "misc");
    private static final Pattern TYPE = Pattern.compile("I[A-Z][a-z].*|.+(Impl|Utils?|Manager|Helper)");
    private static final Pattern GETTER = Pattern.compile("get[A-Z].*");

    /** getGlobalContext: the library org.crac looks for it by this name. */
    private static final Set<String> FORCED = Set.of("getGlobalContext");

    @Override
    public List<String> findings(Source source) {
        List<String> findings = new ArrayList<>();
        if (Stream.of(source.packageName().split("\\.")).anyMatch(PACKAGES::contains)) {
            findings.add(source.path + ": package " + source.packageName() + " names no journey (rule 1)");
        }
        new TreeScanner<Void, Boolean>() {
            @Override
            public Void visitClass(ClassTree type, Boolean visible) {
                String name = type.getSimpleName().toString();
                if (TYPE.matcher(name).matches()) {
                    findings.add(source.at(type) + ": type name " + name + " (rule 4)");
                }
                boolean shown = visible && type.getModifiers().getFlags().contains(Modifier.PUBLIC);
                return super.visitClass(type, shown);
            }

            @Override
            public Void visitMethod(MethodTree method, Boolean visible) {
                if (visible && accessor(method)) {
                    findings.add(source.at(method) + ": " + method.getName() + "() should be x() (rule 4)");
                }
                return super.visitMethod(method, false);
            }
        }.scan(source.unit, true);
        return findings;
    }

    private static boolean accessor(MethodTree method) {
        return GETTER.matcher(method.getName()).matches()
                && !FORCED.contains(method.getName().toString())
                && method.getParameters().isEmpty()
                && !method.getModifiers().getFlags().contains(Modifier.PRIVATE)
                && method.getModifiers().getAnnotations().stream().noneMatch(NamingRule::override);
    }

    private static boolean override(AnnotationTree annotation) {
        return annotation.getAnnotationType().toString().equals("Override");
    }
}
