package dev.dunlin.criu.crac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of CRaC's global context: who is told, in which order, and what becomes of what they throw. */
final class ContextTest {

    private final Context context = new Context();
    private final List<String> told = new ArrayList<>();
    private final List<Resource> held = new ArrayList<>();

    /** Writes down when it is told, and throws what it was given. */
    private final class Noting implements Resource {

        private final String name;
        private final Throwable before;
        private final Throwable after;

        Noting(String name, Throwable before, Throwable after) {
            this.name = name;
            this.before = before;
            this.after = after;
        }

        @Override
        public void beforeCheckpoint(Context context) throws Exception {
            told.add("before " + name);
            fail(before);
        }

        @Override
        public void afterRestore(Context context) throws Exception {
            told.add("after " + name);
            fail(after);
        }

        private static void fail(Throwable e) throws Exception {
            if (e instanceof Error error) {
                throw error;
            }
            if (e != null) {
                throw (Exception) e;
            }
        }
    }

    /** Before anything else uses it: it chooses once. */
    @BeforeAll
    static void orgCracComesHere() {
        assertThat(Core.hearsOrgCrac()).isTrue();
    }

    @Test
    void theLastIsToldFirstAndComesBackLast() throws Exception {
        Resource a = register("a", null, null);
        register("b", null, null);
        register("c", null, null);
        context.register(a);

        context.beforeCheckpoint(context);
        context.afterRestore(context);

        assertThat(told).containsExactly("before a", "before c", "before b", "after b", "after c", "after a");
    }

    @Test
    void allAreToldWhateverTheOthersThrow() {
        IOException a = new IOException("a");
        AssertionError b = new AssertionError("b");
        IOException late = new IOException("late");
        register("a", a, late);
        register("b", b, null);
        register("c", null, null);

        assertThatThrownBy(() -> context.beforeCheckpoint(context))
                .isInstanceOf(CheckpointException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(b, a));
        assertThatThrownBy(() -> context.afterRestore(context))
                .isInstanceOf(RestoreException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(late));

        assertThat(told).containsExactly("before c", "before b", "before a", "after a", "after b", "after c");
    }

    @Test
    void whatANestedContextPassesOnIsWhatItsResourcesThrew() {
        IOException own = new IOException("own");
        IOException foreign = new IOException("foreign");
        Context nested = new Context();
        Resource inner = new Noting("inner", own, null);
        nested.register(inner);
        context.register(nested);
        org.crac.CheckpointException carrier = new org.crac.CheckpointException();
        carrier.addSuppressed(foreign);
        register("outer", carrier, null);

        assertThatThrownBy(() -> context.beforeCheckpoint(context))
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(foreign, own));
        held.add(inner);
    }

    @Test
    void whoRegistersMeanwhileIsToldFromTheNextTimeOn() throws Exception {
        Resource late = new Noting("late", null, null);
        held.add(late);
        Resource early = new Resource() {
            @Override
            public void beforeCheckpoint(Context context) {
                context.register(late);
            }

            @Override
            public void afterRestore(Context context) {}
        };
        held.add(early);
        context.register(early);

        context.beforeCheckpoint(context);
        context.afterRestore(context);
        assertThat(told).isEmpty();

        context.beforeCheckpoint(context);
        assertThat(told).containsExactly("before late");
    }

    @Test
    void anInterruptIsKept() {
        register("a", new InterruptedException("a"), null);

        assertThatThrownBy(() -> context.beforeCheckpoint(context)).isInstanceOf(CheckpointException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatRegistersWithOrgCracIsToldHere() throws Exception {
        org.crac.Resource resource = new org.crac.Resource() {
            @Override
            public void beforeCheckpoint(org.crac.Context<? extends org.crac.Resource> context) {
                told.add("before org.crac");
            }

            @Override
            public void afterRestore(org.crac.Context<? extends org.crac.Resource> context) {
                told.add("after org.crac");
            }
        };
        org.crac.Core.getGlobalContext().register(resource);

        Core.getGlobalContext().beforeCheckpoint(Core.getGlobalContext());
        Core.getGlobalContext().afterRestore(Core.getGlobalContext());

        assertThat(told).containsExactly("before org.crac", "after org.crac");
    }

    @Test
    void withoutADirectoryNothingIsSupported() {
        assertThat(System.getProperty(Core.TO)).isNull();

        assertThatThrownBy(Core::checkpointRestore)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(Core.TO);
        assertThatThrownBy(org.crac.Core::checkpointRestore).isInstanceOf(org.crac.CheckpointException.class);
    }

    private Resource register(String name, Throwable before, Throwable after) {
        Resource resource = new Noting(name, before, after);
        held.add(resource);
        context.register(resource);
        return resource;
    }
}
