package io.maidian.intake;

import io.maidian.event.Finding;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.log.EventRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges the events of one upload by the rules of {@link Rule}. An event is rejected for the first
 * rule that it breaks, in the order of the fields in the upload contract; it may bear several
 * warnings. For one thread.
 */
final class EventRules {
    /** A sender that errs in everything learns nothing from more. */
    private static final int MAX_WARNINGS = 20;

    private static final int MAX_ID = 128;

    /** No moment. */
    private static final long NONE = -1;

    private final IntakeLimits limits;
    private final EventTime time;
    private final boolean unpaired;

    private @Nullable List<Finding> warnings;
    private @Nullable Finding rejection;
    private int index;

    /**
     * @param unpaired whether texts may hold {@link Charsets#UNPAIRED}
     */
    EventRules(IntakeLimits limits, EventTime time, boolean unpaired) {
        this.limits = limits;
        this.time = time;
        this.unpaired = unpaired;
    }

    Verdict judge(RawEvent raw) {
        warnings = null;
        rejection = null;
        index = raw.index();
        EventRecord event = event(raw);
        if (event == null) {
            return new Verdict.Rejected(Objects.requireNonNull(rejection));
        }
        return warnings == null ? new Verdict.Accepted(event) : new Verdict.Warned(event);
    }

    private @Nullable EventRecord event(RawEvent raw) {
        if (!raw.element.is(RawValue.Kind.OBJECT)) {
            reject(RejectionRule.EVENT_NOT_AN_OBJECT, "", raw.element);
            return null;
        }
        String user = user(raw.cs1);
        long clientMillis = user == null ? NONE : clientMillis(raw.tm);
        String key = clientMillis == NONE ? null : key(raw.n);
        if (user == null || key == null) {
            return null;
        }
        kind(raw.t);
        List<Variable> variables = variables(raw);
        Value num = num(raw.num);
        String visitUser = visitUser(raw.u);
        String id = id(raw.id);
        long eventMillis = eventMillis(clientMillis, raw.tm);
        if (rejection != null) {
            return null;
        }
        return new EventRecord(
                key,
                user,
                visitUser,
                id,
                eventMillis,
                clientMillis,
                num,
                variables,
                warnings == null ? List.of() : warnings);
    }

    private @Nullable String user(RawValue cs1) {
        String user =
                switch (cs1.kind()) {
                    case STRING -> cs1.text();
                    case WHOLE -> cs1.text();
                    case NUMBER -> {
                        String plain = NumberText.plain(cs1.text(), limits.codePoints());
                        yield plain != null
                                ? plain
                                : reject(RejectionRule.CS1_TOO_LONG, "cs1", cs1);
                    }
                    case ABSENT -> reject(RejectionRule.CS1_MISSING, "cs1", cs1);
                    case NULL -> reject(RejectionRule.CS1_FORBIDDEN_VALUE, "cs1", cs1);
                    case BOOLEAN, EMPTY_ARRAY, ARRAY, OBJECT ->
                            reject(RejectionRule.CS1_NOT_A_STRING, "cs1", cs1);
                };
        if (user == null) {
            return null;
        }
        warnIfRepeated("cs1", cs1);
        if (user.isEmpty()) {
            return reject(RejectionRule.CS1_EMPTY, "cs1", cs1);
        }
        if (user.equals("0") || user.equals("1") || user.equals("-1") || user.equals("{user.id}")) {
            return reject(RejectionRule.CS1_FORBIDDEN_VALUE, "cs1", cs1);
        }
        if (user.indexOf(':') >= 0) {
            return reject(RejectionRule.CS1_COLON, "cs1", cs1);
        }
        if (Texts.longerThan(limits.codePoints(), user)) {
            return reject(RejectionRule.CS1_TOO_LONG, "cs1", cs1);
        }
        return unpaired ? clean(user, "cs1", cs1.got()) : user;
    }

    /** {@code tm} in ms, or {@link #NONE} if that is rejected. */
    private long clientMillis(RawValue tm) {
        long moment;
        if (tm.is(RawValue.Kind.WHOLE)) {
            moment = tm.whole();
        } else {
            boolean text = tm.is(RawValue.Kind.STRING) || tm.is(RawValue.Kind.NUMBER);
            Long whole = text ? NumberText.whole(tm.text()) : null;
            if (whole == null) {
                reject(
                        tm.missing() ? RejectionRule.TM_MISSING : RejectionRule.TM_NOT_A_NUMBER,
                        "tm",
                        tm);
                return NONE;
            }
            moment = whole;
        }
        if (moment < 0 || moment > EventTime.MAX_MILLIS) {
            reject(RejectionRule.TM_OUT_OF_RANGE, "tm", tm);
            return NONE;
        }
        warnIfRepeated("tm", tm);
        if (moment < EventTime.SECONDS_BELOW) {
            warn(WarningRule.TM_SECONDS, "tm", tm.got());
        }
        return EventTime.millis(moment);
    }

    private long eventMillis(long clientMillis, RawValue tm) {
        if (time.implausible()) {
            warn(WarningRule.STM_IMPLAUSIBLE, "tm", String.valueOf(time.sentMillis()));
        }
        long eventMillis = time.corrected(clientMillis);
        if (time.tooFarAhead(eventMillis)) {
            warn(WarningRule.TM_FUTURE, "tm", tm.got());
            return time.receivedMillis();
        }
        return eventMillis;
    }

    private @Nullable String key(RawValue n) {
        if (!n.is(RawValue.Kind.STRING)) {
            return reject(
                    n.missing() ? RejectionRule.N_MISSING : RejectionRule.N_NOT_A_STRING, "n", n);
        }
        warnIfRepeated("n", n);
        String key = n.text().strip();
        if (key.isEmpty()) {
            return reject(RejectionRule.N_EMPTY, "n", n);
        }
        if (Texts.longerThan(limits.codePoints(), key)) {
            return reject(RejectionRule.N_TOO_LONG, "n", n);
        }
        if (key.length() != n.text().length()) {
            warn(WarningRule.N_TRIMMED, "n", n.got());
        }
        return unpaired ? clean(key, "n", n.got()) : key;
    }

    private void kind(RawValue t) {
        if (t.is(RawValue.Kind.ABSENT)) {
            warn(WarningRule.T_MISSING, "t", "");
        } else if (!t.is(RawValue.Kind.STRING) || !t.text().equals("cstm")) {
            reject(RejectionRule.T_NOT_CSTM, "t", t);
        } else {
            warnIfRepeated("t", t);
        }
    }

    private @Nullable String visitUser(RawValue u) {
        String text =
                ownText(
                        "u",
                        u,
                        RejectionRule.U_NOT_A_STRING,
                        RejectionRule.U_TOO_LONG,
                        limits.codePoints());
        return text == null || text.isEmpty() ? null : text;
    }

    private @Nullable String id(RawValue id) {
        String text =
                ownText("id", id, RejectionRule.ID_NOT_A_STRING, RejectionRule.ID_TOO_LONG, MAX_ID);
        return text != null && text.isEmpty() ? reject(RejectionRule.ID_EMPTY, "id", id) : text;
    }

    /** A string that may be left out; a number becomes its decimal text. */
    private @Nullable String ownText(
            String member,
            RawValue value,
            RejectionRule notAString,
            RejectionRule tooLong,
            int maxCodePoints) {
        String text =
                switch (value.kind()) {
                    case ABSENT, NULL -> null;
                    case STRING, WHOLE -> value.text();
                    case NUMBER -> {
                        String plain = NumberText.plain(value.text(), maxCodePoints);
                        yield plain != null ? plain : reject(tooLong, member, value);
                    }
                    case BOOLEAN, EMPTY_ARRAY, ARRAY, OBJECT -> reject(notAString, member, value);
                };
        if (text == null) {
            return null;
        }
        warnIfRepeated(member, value);
        if (Texts.longerThan(maxCodePoints, text)) {
            return reject(tooLong, member, value);
        }
        return unpaired ? clean(text, member, value.got()) : text;
    }

    private @Nullable Value num(RawValue num) {
        if (num.missing()) {
            return null;
        }
        warnIfRepeated("num", num);
        if (!num.is(RawValue.Kind.WHOLE) && !num.is(RawValue.Kind.NUMBER)) {
            warn(WarningRule.NUM_NOT_A_NUMBER, "num", num.got());
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
            warn(WarningRule.NUM_NEGATIVE, "num", num.got());
            return null;
        }
        return value;
    }

    private List<Variable> variables(RawEvent raw) {
        switch (raw.var.kind()) {
            case ABSENT, NULL, EMPTY_ARRAY -> {
                warnIfRepeated("var", raw.var);
                return List.of();
            }
            case OBJECT -> warnIfRepeated("var", raw.var);
            case BOOLEAN, STRING, WHOLE, NUMBER, ARRAY -> {
                reject(RejectionRule.VAR_NOT_AN_OBJECT, "var", raw.var);
                return List.of();
            }
        }
        return variables(raw, keys(raw));
    }

    /** The key of each variable, null where it has none that is right. */
    private @Nullable String[] keys(RawEvent raw) {
        @Nullable String[] keys = new String[raw.variables()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = variableKey(raw.variableName(i));
        }
        return keys;
    }

    private List<Variable> variables(RawEvent raw, @Nullable String[] keys) {
        List<Variable> kept = new ArrayList<>(Math.min(keys.length, limits.variables()));
        int tooMany = raw.unreadVariables();
        for (int i = 0; i < keys.length; i++) {
            String key = keys[i];
            if (key == null || comesAgain(raw, keys, i)) {
                continue;
            }
            if (kept.size() == limits.variables()) {
                tooMany++;
                continue;
            }
            Value value = value(raw.variableValue(i), raw.variableName(i));
            if (value != null) {
                kept.add(new Variable(key, value));
            }
        }
        if (tooMany > 0) {
            warn(WarningRule.VAR_TOO_MANY, "var", Integer.toString(kept.size() + tooMany));
        }
        return kept;
    }

    /** Whether a later variable has the same key, and so wins. */
    private boolean comesAgain(RawEvent raw, @Nullable String[] keys, int i) {
        for (int later = i + 1; later < keys.length; later++) {
            if (Objects.equals(keys[later], keys[i])) {
                String name = raw.variableName(later);
                warn(WarningRule.KEY_REPEATED, pointer(name), raw.variableValue(later).got());
                return true;
            }
        }
        return false;
    }

    /** A variable's key, or null if it can have none. */
    private @Nullable String variableKey(String name) {
        String key = name.strip();
        if (key.isEmpty()) {
            warn(WarningRule.VAR_KEY_EMPTY, pointer(name), RawValue.quote(name));
            return null;
        }
        if (Texts.longerThan(limits.codePoints(), key)) {
            warn(WarningRule.VAR_KEY_TOO_LONG, pointer(name), RawValue.quote(name));
            return null;
        }
        return unpaired ? clean(key, pointer(name), RawValue.quote(name)) : key;
    }

    private @Nullable Value value(RawValue value, String name) {
        return switch (value.kind()) {
            case STRING -> text(value, name);
            case WHOLE, NUMBER -> number(value, name);
            case ABSENT, NULL, BOOLEAN, EMPTY_ARRAY, ARRAY, OBJECT -> {
                warn(WarningRule.VAR_NOT_A_SCALAR, pointer(name), value.got());
                yield null;
            }
        };
    }

    private Value text(RawValue value, String name) {
        String text = value.text();
        if (Texts.longerThan(limits.codePoints(), text)) {
            warn(WarningRule.VAR_TOO_LONG, pointer(name), value.got());
            text = Texts.cut(text, limits.codePoints());
        }
        return new Value.Text(unpaired ? clean(text, pointer(name), value.got()) : text);
    }

    /** The number of a variable, or of {@code num} if that is null. */
    private @Nullable Value number(RawValue value, @Nullable String variable) {
        if (value.is(RawValue.Kind.WHOLE)) {
            return new Value.Whole(value.whole());
        }
        double nearest = NumberText.nearest(value.text());
        boolean inRange = Double.isFinite(nearest);
        if (!inRange || !NumberText.holds(nearest, value.text())) {
            warn(
                    inRange ? WarningRule.NUMBER_INEXACT : WarningRule.NUMBER_OUT_OF_RANGE,
                    variable == null ? "num" : pointer(variable),
                    value.got());
        }
        return inRange ? new Value.Decimal(nearest) : null;
    }

    private String clean(String text, String member, String got) {
        if (text.indexOf(Charsets.UNPAIRED) < 0) {
            return text;
        }
        warn(WarningRule.UNPAIRED_SURROGATE, member, got);
        return Texts.withoutUnpaired(text);
    }

    private void warnIfRepeated(String member, RawValue value) {
        if (value.repeated()) {
            warn(WarningRule.KEY_REPEATED, member, value.got());
        }
    }

    private void warn(WarningRule rule, String member, String got) {
        if (warnings == null) {
            warnings = new ArrayList<>(2);
        }
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(rule.finding(pointerTo(member), got));
        }
    }

    private @Nullable String reject(RejectionRule rule, String member, RawValue got) {
        if (rejection == null) {
            rejection = rule.finding(pointerTo(member), got.got());
        }
        return null;
    }

    /** The pointer, from the event, to the variable of this name (RFC 6901). */
    private String pointer(String name) {
        String shown = Texts.cut(Texts.withoutUnpaired(name), limits.codePoints());
        return "var/" + shown.replace("~", "~0").replace("/", "~1");
    }

    private String pointerTo(String member) {
        return member.isEmpty() ? "/" + index : "/" + index + "/" + member;
    }
}
