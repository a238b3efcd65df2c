package dev.dunlin.criu;

import dev.dunlin.checkpoint.Verdict;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets the tests run if they are asked for; they fail then if there is no CRIU. Says which do not run, and why. */
public final class CriuCondition implements ExecutionCondition, BeforeAllCallback {

    /** Made by JUnit. */
    public CriuCondition() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Boolean.getBoolean("dunlin.criu.required")) {
            return ConditionEvaluationResult.enabled("asked for");
        }
        String why = "did not run: " + context.getDisplayName() + " needs root and CRIU; ./mvnw -Pcriu runs it";
        if (context.getTestMethod().isEmpty()) {
            System.out.println(why);
        }
        return ConditionEvaluationResult.disabled(why);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (new CriuCheckpointer().verdict() instanceof Verdict.Refused refused) {
            throw new AssertionError("these tests were asked for and cannot run: " + refused);
        }
    }
}
