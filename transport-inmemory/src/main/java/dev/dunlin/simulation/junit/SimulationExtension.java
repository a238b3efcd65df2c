package dev.dunlin.simulation.junit;

import dev.dunlin.simulation.Seeds;
import dev.dunlin.simulation.Simulation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Calls a {@link SimulationTest} for all its seeds, as one test. For JUnit, which makes it. */
public final class SimulationExtension implements TestTemplateInvocationContextProvider {

    /** For JUnit. */
    public SimulationExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        Class<?>[] parameters = context.getRequiredTestMethod().getParameterTypes();
        if (parameters.length != 1 || parameters[0] != Simulation.class) {
            throw new IllegalArgumentException(
                    context.getRequiredTestMethod() + ": a @SimulationTest takes one argument, a Simulation");
        }
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        SimulationTest test = context.getRequiredTestMethod().getAnnotation(SimulationTest.class);
        Seeds seeds = test.fresh() ? Seeds.fresh(test.seeds()) : Seeds.from(test.first(), test.seeds());
        Seeds named = seeds.withMaxEvents(test.maxEvents())
                .replayedBy(
                        context.getRequiredTestClass(),
                        context.getRequiredTestMethod().getName());
        return Stream.of(new AllSeeds(test.twice() ? named.twice() : named, List.of(test.sometimes())));
    }

    /** The one call that JUnit sees. */
    private static final class AllSeeds
            implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {

        private final Seeds seeds;
        private final List<String> sometimes;

        AllSeeds(Seeds seeds, List<String> sometimes) {
            this.seeds = seeds;
            this.sometimes = sometimes;
        }

        @Override
        public String getDisplayName(int invocationIndex) {
            return seeds.count() == 1
                    ? "seed " + seeds.first()
                    : "seeds " + seeds.first() + " to " + (seeds.first() + seeds.count() - 1);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Simulation.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return Simulation.seed(seeds.first());
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context) {
            invocation.skip();
            Method method = called.getExecutable();
            method.setAccessible(true);
            Object target = context.getRequiredTestInstance();
            seeds.check(simulation -> call(method, target, simulation), sometimes);
        }

        private static void call(Method method, Object target, Simulation simulation) throws Exception {
            try {
                method.invoke(target, simulation);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Exception failure) {
                    throw failure;
                }
                throw (Error) e.getCause();
            }
        }
    }
}
