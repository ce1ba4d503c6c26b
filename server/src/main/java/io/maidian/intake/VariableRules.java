package io.maidian.intake;

import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges the variables of events, and their own value. For one thread. */
final class VariableRules {
    private final IntakeLimits limits;
    private final Findings findings;
    private final @Nullable PlanRules plan;

    /**
     * @param plan what the project's tracking plan adds; null where it adds nothing
     */
    VariableRules(IntakeLimits limits, Findings findings, @Nullable PlanRules plan) {
        this.limits = limits;
        this.findings = findings;
        this.plan = plan;
    }

    /** The event's own value in the older API. */
    @Nullable Value num(RawValue num) {
        if (num.missing()) {
            return null;
        }
        findings.warnIfRepeated("num", num);
        if (!num.is(RawValue.Kind.WHOLE) && !num.is(RawValue.Kind.NUMBER)) {
            findings.warn(WarningRule.NUM_NOT_A_NUMBER, "num", num.got());
            return null;
        }
        Value value = number(num, null);
        boolean negative =
                switch (value) {
                    case null -> false;
                    case Value.Whole(long number) -> number < 0;
                    case Value.Decimal(double number) -> number < 0;
                    case Value.Text _ -> false;
                };
        if (negative) {
            findings.warn(WarningRule.NUM_NEGATIVE, "num", num.got());
            return null;
        }
        return value;
    }

    /** The variables that are kept of an event of this key. */
    List<Variable> of(RawEvent raw, String event) {
        switch (raw.var.kind()) {
            case ABSENT, NULL, EMPTY_ARRAY -> {
                findings.warnIfRepeated("var", raw.var);
                return List.of();
            }
            case OBJECT -> findings.warnIfRepeated("var", raw.var);
            case BOOLEAN, STRING, WHOLE, NUMBER, ARRAY -> {
                findings.reject(RejectionRule.VAR_NOT_AN_OBJECT, "var", raw.var);
                return List.of();
            }
        }
        return kept(raw, event, keys(raw));
    }

    /** The key of each variable, null where it has none that is right. */
    private @Nullable String[] keys(RawEvent raw) {
        @Nullable String[] keys = new String[raw.variables()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = variableKey(raw.variableName(i));
        }
        return keys;
    }

    private List<Variable> kept(RawEvent raw, String event, @Nullable String[] keys) {
        List<Variable> kept = new ArrayList<>(Math.min(keys.length, limits.variables()));
        int tooMany = raw.unreadVariables();
        for (int i = 0; i < keys.length; i++) {
            String key = keys[i];
            if (key == null || comesAgain(raw, keys, i)) {
                continue;
            }
            RawValue came = raw.variableValue(i);
            if (plan != null && undeclared(plan, event, key, came, raw.variableName(i))) {
                continue;
            }
            if (kept.size() == limits.variables()) {
                tooMany++;
                continue;
            }
            Value value = value(came, raw.variableName(i));
            if (value != null) {
                kept.add(new Variable(key, value));
                if (plan != null) {
                    fit(plan.brokenBy(key, value), raw.variableName(i), came);
                }
            }
        }
        if (tooMany > 0) {
            findings.warn(WarningRule.VAR_TOO_MANY, "var", Integer.toString(kept.size() + tooMany));
        }
        return kept;
    }

    /** Whether a later variable has the same key, and so wins. */
    private boolean comesAgain(RawEvent raw, @Nullable String[] keys, int i) {
        for (int later = i + 1; later < keys.length; later++) {
            if (Objects.equals(keys[later], keys[i])) {
                String name = raw.variableName(later);
                findings.warn(
                        WarningRule.KEY_REPEATED,
                        findings.variable(name),
                        raw.variableValue(later).got());
                return true;
            }
        }
        return false;
    }

    /** A variable's key, or null if it can have none. */
    private @Nullable String variableKey(String name) {
        String key = name.strip();
        if (key.isEmpty()) {
            findings.warn(WarningRule.VAR_KEY_EMPTY, findings.variable(name), RawValue.quote(name));
            return null;
        }
        if (Texts.longerThan(limits.codePoints(), key)) {
            findings.warn(
                    WarningRule.VAR_KEY_TOO_LONG, findings.variable(name), RawValue.quote(name));
            return null;
        }
        return findings.unpaired()
                ? findings.clean(key, findings.variable(name), RawValue.quote(name))
                : key;
    }

    private @Nullable Value value(RawValue value, String name) {
        return switch (value.kind()) {
            case STRING -> text(value, name);
            case WHOLE, NUMBER -> number(value, name);
            case ABSENT, NULL, BOOLEAN, EMPTY_ARRAY, ARRAY, OBJECT -> {
                findings.warn(WarningRule.VAR_NOT_A_SCALAR, findings.variable(name), value.got());
                yield null;
            }
        };
    }

    private Value text(RawValue value, String name) {
        String text = value.text();
        if (Texts.longerThan(limits.codePoints(), text)) {
            findings.warn(WarningRule.VAR_TOO_LONG, findings.variable(name), value.got());
            text = Texts.cut(text, limits.codePoints());
        }
        return new Value.Text(
                findings.unpaired()
                        ? findings.clean(text, findings.variable(name), value.got())
                        : text);
    }

    /** The number of a variable, or of {@code num} if that is null. */
    private @Nullable Value number(RawValue value, @Nullable String variable) {
        if (value.is(RawValue.Kind.WHOLE)) {
            return new Value.Whole(value.whole());
        }
        double nearest = NumberText.nearest(value.text());
        boolean inRange = Double.isFinite(nearest);
        if (!inRange || !NumberText.holds(nearest, value.text())) {
            findings.warn(
                    inRange ? WarningRule.NUMBER_INEXACT : WarningRule.NUMBER_OUT_OF_RANGE,
                    variable == null ? "num" : findings.variable(variable),
                    value.got());
        }
        return inRange ? new Value.Decimal(nearest) : null;
    }

    /** Whether the variable is not taken, or its event is not, for it is not declared. */
    private boolean undeclared(
            PlanRules planned, String event, String key, RawValue came, String name) {
        Rule broken = planned.brokenBy(event, key);
        return switch (broken) {
            case null -> false;
            case RejectionRule rejection -> {
                findings.reject(rejection, findings.variable(name), came);
                yield true;
            }
            case WarningRule warning -> {
                findings.warn(warning, findings.variable(name), came.got());
                yield true;
            }
            case UploadRule _, DuplicateRule _ ->
                    throw new IllegalStateException("of no variable: " + broken);
        };
    }

    private void fit(@Nullable WarningRule broken, String name, RawValue came) {
        if (broken != null) {
            findings.warn(broken, findings.variable(name), came.got());
        }
    }
}
