package io.maidian.intake;

import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.Undeclared;
import io.maidian.catalog.VariableType;
import io.maidian.event.Value;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a project's tracking plan adds: what becomes of what is not declared, and what
 * does not fit its declared type. Immutable; looks up, and makes nothing. Safe for any thread.
 */
final class PlanRules {
    /** Beyond this a double skips whole numbers, so that it cannot be said which one was meant. */
    private static final double EXACT = 1L << 53;

    private final TrackingPlan plan;
    private final Undeclared undeclared;

    private PlanRules(TrackingPlan plan, Undeclared undeclared) {
        this.plan = plan;
        this.undeclared = undeclared;
    }

    /** The rules of a project; null where there is nothing to look at. */
    static @Nullable PlanRules of(TrackingPlan plan, Undeclared undeclared) {
        return undeclared == Undeclared.KEEP && !plan.hasVariables()
                ? null
                : new PlanRules(plan, undeclared);
    }

    /** The rule that an event of this key breaks, or null. */
    @Nullable RejectionRule brokenBy(String event) {
        return switch (undeclared) {
            case KEEP -> null;
            case QUARANTINE -> plan.declares(event) ? null : RejectionRule.N_UNDECLARED;
            case DISCARD -> plan.declares(event) ? null : RejectionRule.N_DISCARDED;
        };
    }

    /** The rule that a variable of an event breaks by being there, or null. */
    @Nullable Rule brokenBy(String event, String variable) {
        return switch (undeclared) {
            case KEEP -> null;
            case QUARANTINE -> plan.declares(event, variable) ? null : RejectionRule.VAR_UNDECLARED;
            case DISCARD -> plan.declares(event, variable) ? null : WarningRule.VAR_DISCARDED;
        };
    }

    /** The rule that a variable's value breaks, or null. */
    @Nullable WarningRule brokenBy(String variable, Value value) {
        VariableType type = plan.type(variable);
        return switch (type) {
            case null -> null;
            case STRING -> value instanceof Value.Text ? null : WarningRule.VAR_NOT_A_STRING;
            case INT -> isWhole(value) ? null : WarningRule.VAR_NOT_AN_INT;
            case DOUBLE -> value instanceof Value.Text ? WarningRule.VAR_NOT_A_DOUBLE : null;
        };
    }

    /** JSON does not tell 14 from 14.0, and many languages write either for the same number. */
    private static boolean isWhole(Value value) {
        return switch (value) {
            case Value.Text _ -> false;
            case Value.Whole _ -> true;
            case Value.Decimal(double number) ->
                    number == Math.rint(number) && Math.abs(number) <= EXACT;
        };
    }
}
