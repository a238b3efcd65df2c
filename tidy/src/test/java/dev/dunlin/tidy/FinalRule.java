package dev.dunlin.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** STYLE 8: a class is final, abstract or sealed, unless it is listed with a reason. */
final class FinalRule implements Rule {

    /** DunlinException: users tell its kinds apart by catching subclasses of it. */
    private static final Set<String> OPEN = Set.of("DunlinException");

    private static final Set<Modifier> CLOSED = Set.of(Modifier.FINAL, Modifier.ABSTRACT, Modifier.SEALED);

    @Override
    public List<String> findings(Source source) {
        List<String> findings = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void unused) {
                String name = type.getSimpleName().toString();
                if (type.getKind() == Kind.CLASS
                        && type.getModifiers().getFlags().stream().noneMatch(CLOSED::contains)
                        && !OPEN.contains(name)) {
                    findings.add(
                            source.at(type) + ": class " + name + " is neither final, abstract nor sealed (rule 8)");
                }
                return super.visitClass(type, null);
            }

            @Override
            public Void visitNewClass(NewClassTree creation, Void unused) {
                scan(creation.getArguments(), null);
                // An anonymous class cannot be extended; what it holds is looked at.
                return creation.getClassBody() == null
                        ? null
                        : scan(creation.getClassBody().getMembers(), null);
            }
        }.scan(source.unit, null);
        return findings;
    }
}
