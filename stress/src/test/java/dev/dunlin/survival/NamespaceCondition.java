package dev.dunlin.survival;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says which tests do not run where no network namespace can be made, and why; they fail if they were asked for. */
public final class NamespaceCondition implements ExecutionCondition {

    /** Made by JUnit. */
    public NamespaceCondition() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String missing = Link.missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("a network namespace can be made");
        }
        if (Boolean.getBoolean("dunlin.namespaces.required")) {
            throw new AssertionError("asked for and cannot run: " + context.getDisplayName() + " needs " + missing);
        }
        String why = "did not run: " + context.getDisplayName() + " needs " + missing
                + "; where there are both ./mvnw -P namespaces runs it";
        if (context.getTestMethod().isEmpty()) {
            System.out.println(why);
        }
        return ConditionEvaluationResult.disabled(why);
    }
}
