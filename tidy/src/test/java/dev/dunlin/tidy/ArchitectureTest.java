package dev.dunlin.tidy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.dunlin.tidy.sample.one.One;
import dev.dunlin.tidy.sample.shows.Shows;
import org.junit.jupiter.api.Test;

/** What core's compiled classes may depend on and show. */
final class ArchitectureTest {

    private static final String[] ALLOWED = {
        "dev.dunlin..",
        "java..",
        "javax.crypto..", // of the module java.base
        "com.github.benmanes.caffeine..",
        "org.jctools..",
        "org.jspecify.annotations..",
        "com.google.errorprone.annotations.."
    };

    private static final ArchRule NO_CYCLES =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    private static final ArchRule FEW_DEPENDENCIES =
            classes().should().onlyDependOnClassesThat().resideInAnyPackage(ALLOWED);

    private static final ArchRule OWN_API = classes().that().arePublic().should(new ShowOwnTypesOnly());

    private static final JavaClasses CORE =
            new ClassFileImporter().importPath(Tree.ROOT.resolve("core/target/classes"));

    @Test
    void findsCore() {
        assertThat(CORE.contain("dev.dunlin.environment.Environment")).isTrue();
    }

    @Test
    void corePackagesFormNoCycle() {
        NO_CYCLES.check(CORE);
    }

    @Test
    void coreDependsOnLittle() {
        FEW_DEPENDENCIES.check(CORE);
    }

    @Test
    void corePublicApiShowsItsOwnTypes() {
        OWN_API.check(CORE);
    }

    @Test
    void seesACycle() {
        assertThat(NO_CYCLES.evaluate(sample(One.class)).hasViolation()).isTrue();
    }

    @Test
    void seesADependency() {
        assertThat(FEW_DEPENDENCIES.evaluate(sample(Shows.class)).hasViolation())
                .isTrue();
    }

    @Test
    void seesForeignAndHiddenTypesInTheApi() {
        assertThat(OWN_API.evaluate(sample(Shows.class)).getFailureReport().getDetails())
                .hasSize(4)
                .anyMatch(finding -> finding.contains("field"))
                .anyMatch(finding -> finding.contains("generic"))
                .anyMatch(finding -> finding.contains("Extended"))
                .anyMatch(finding -> finding.contains("hidden"));
    }

    /** The sample's package and those below and beside it. */
    private static JavaClasses sample(Class<?> type) {
        String parent = type.getPackageName();
        if (type == One.class) {
            parent = parent.substring(0, parent.lastIndexOf('.'));
        }
        return new ClassFileImporter().importPackages(parent);
    }

    /** Each package is a slice of its own. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
