package io.maidian.intake;

import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.log.EventRecord;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges the events of one upload by the rules of {@link Rule}. An event is rejected for the first
 * rule that it breaks, in the order of the fields in the upload contract; it may bear several
 * warnings. For one thread.
 */
final class EventRules {
    private static final int MAX_ID = 128;

    /** No moment. */
    private static final long NONE = -1;

    private final IntakeLimits limits;
    private final EventTime time;
    private final @Nullable PlanRules plan;
    private final Findings findings;
    private final VariableRules variables;

    /**
     * @param unpaired whether texts may hold {@link Charsets#UNPAIRED}
     * @param plan what the project's tracking plan adds; null where it adds nothing
     */
    EventRules(IntakeLimits limits, EventTime time, boolean unpaired, @Nullable PlanRules plan) {
        this.limits = limits;
        this.time = time;
        this.plan = plan;
        findings = new Findings(limits.codePoints(), unpaired);
        variables = new VariableRules(limits, findings, plan);
    }

    Verdict judge(RawEvent raw) {
        findings.begin(raw.index());
        EventRecord event = event(raw);
        if (event == null) {
            return new Verdict.Rejected(Objects.requireNonNull(findings.rejection()));
        }
        return findings.isWarned() ? new Verdict.Warned(event) : new Verdict.Accepted(event);
    }

    private @Nullable EventRecord event(RawEvent raw) {
        if (!raw.element.is(RawValue.Kind.OBJECT)) {
            findings.reject(RejectionRule.EVENT_NOT_AN_OBJECT, "", raw.element);
            return null;
        }
        String user = user(raw.cs1);
        long clientMillis = user == null ? NONE : clientMillis(raw.tm);
        String key = clientMillis == NONE ? null : key(raw.n);
        if (user == null || key == null) {
            return null;
        }
        if (plan != null && undeclared(plan, key, raw.n)) {
            return null;
        }
        kind(raw.t);
        List<Variable> kept = variables.of(raw, key);
        Value num = variables.num(raw.num);
        String visitUser = visitUser(raw.u);
        String id = id(raw.id);
        long eventMillis = eventMillis(clientMillis, raw.tm);
        if (findings.rejection() != null) {
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
                kept,
                findings.warnings());
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
                                : findings.reject(RejectionRule.CS1_TOO_LONG, "cs1", cs1);
                    }
                    case ABSENT -> findings.reject(RejectionRule.CS1_MISSING, "cs1", cs1);
                    case NULL -> findings.reject(RejectionRule.CS1_FORBIDDEN_VALUE, "cs1", cs1);
                    case BOOLEAN, EMPTY_ARRAY, ARRAY, OBJECT ->
                            findings.reject(RejectionRule.CS1_NOT_A_STRING, "cs1", cs1);
                };
        if (user == null) {
            return null;
        }
        findings.warnIfRepeated("cs1", cs1);
        if (user.isEmpty()) {
            return findings.reject(RejectionRule.CS1_EMPTY, "cs1", cs1);
        }
        if (user.equals("0") || user.equals("1") || user.equals("-1") || user.equals("{user.id}")) {
            return findings.reject(RejectionRule.CS1_FORBIDDEN_VALUE, "cs1", cs1);
        }
        if (user.indexOf(':') >= 0) {
            return findings.reject(RejectionRule.CS1_COLON, "cs1", cs1);
        }
        if (Texts.longerThan(limits.codePoints(), user)) {
            return findings.reject(RejectionRule.CS1_TOO_LONG, "cs1", cs1);
        }
        return findings.unpaired() ? findings.clean(user, "cs1", cs1.got()) : user;
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
                findings.reject(
                        tm.missing() ? RejectionRule.TM_MISSING : RejectionRule.TM_NOT_A_NUMBER,
                        "tm",
                        tm);
                return NONE;
            }
            moment = whole;
        }
        if (moment < 0 || moment > EventTime.MAX_MILLIS) {
            findings.reject(RejectionRule.TM_OUT_OF_RANGE, "tm", tm);
            return NONE;
        }
        findings.warnIfRepeated("tm", tm);
        if (moment < EventTime.SECONDS_BELOW) {
            findings.warn(WarningRule.TM_SECONDS, "tm", tm.got());
        }
        return EventTime.millis(moment);
    }

    private long eventMillis(long clientMillis, RawValue tm) {
        if (time.implausible()) {
            findings.warn(WarningRule.STM_IMPLAUSIBLE, "tm", String.valueOf(time.sentMillis()));
        }
        long eventMillis = time.corrected(clientMillis);
        if (time.tooFarAhead(eventMillis)) {
            findings.warn(WarningRule.TM_FUTURE, "tm", tm.got());
            return time.receivedMillis();
        }
        return eventMillis;
    }

    private @Nullable String key(RawValue n) {
        if (!n.is(RawValue.Kind.STRING)) {
            return findings.reject(
                    n.missing() ? RejectionRule.N_MISSING : RejectionRule.N_NOT_A_STRING, "n", n);
        }
        findings.warnIfRepeated("n", n);
        String key = n.text().strip();
        if (key.isEmpty()) {
            return findings.reject(RejectionRule.N_EMPTY, "n", n);
        }
        if (Texts.longerThan(limits.codePoints(), key)) {
            return findings.reject(RejectionRule.N_TOO_LONG, "n", n);
        }
        if (key.length() != n.text().length()) {
            findings.warn(WarningRule.N_TRIMMED, "n", n.got());
        }
        return findings.unpaired() ? findings.clean(key, "n", n.got()) : key;
    }

    private boolean undeclared(PlanRules planned, String key, RawValue n) {
        RejectionRule broken = planned.brokenBy(key);
        if (broken != null) {
            findings.reject(broken, "n", n);
        }
        return broken != null;
    }

    private void kind(RawValue t) {
        if (t.is(RawValue.Kind.ABSENT)) {
            findings.warn(WarningRule.T_MISSING, "t", "");
        } else if (!t.is(RawValue.Kind.STRING) || !t.text().equals("cstm")) {
            findings.reject(RejectionRule.T_NOT_CSTM, "t", t);
        } else {
            findings.warnIfRepeated("t", t);
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
        return text != null && text.isEmpty()
                ? findings.reject(RejectionRule.ID_EMPTY, "id", id)
                : text;
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
                        yield plain != null ? plain : findings.reject(tooLong, member, value);
                    }
                    case BOOLEAN, EMPTY_ARRAY, ARRAY, OBJECT ->
                            findings.reject(notAString, member, value);
                };
        if (text == null) {
            return null;
        }
        findings.warnIfRepeated(member, value);
        if (Texts.longerThan(maxCodePoints, text)) {
            return findings.reject(tooLong, member, value);
        }
        return findings.unpaired() ? findings.clean(text, member, value.got()) : text;
    }
}
