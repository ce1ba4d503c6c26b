package io.maidian.intake;

import io.maidian.event.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules find in one event: the first rule that rejects it, and warnings. Used again for
 * the next event. For one thread.
 */
final class Findings {
    /** A sender that errs in everything learns nothing from more. */
    private static final int MAX_WARNINGS = 20;

    private final int codePoints;
    private final boolean unpaired;

    private @Nullable List<Finding> warnings;
    private @Nullable Finding rejection;
    private int index;

    /**
     * @param codePoints of a name that is shown
     * @param unpaired whether texts may hold {@link Charsets#UNPAIRED}
     */
    Findings(int codePoints, boolean unpaired) {
        this.codePoints = codePoints;
        this.unpaired = unpaired;
    }

    /** Begins with the event of this index. */
    void begin(int newIndex) {
        warnings = null;
        rejection = null;
        index = newIndex;
    }

    /** Why the event is rejected, or null. */
    @Nullable Finding rejection() {
        return rejection;
    }

    boolean isWarned() {
        return warnings != null;
    }

    List<Finding> warnings() {
        return warnings == null ? List.of() : warnings;
    }

    /**
     * Notes a warning.
     *
     * @param member of the event, as a pointer from it
     */
    void warn(WarningRule rule, String member, String got) {
        if (warnings == null) {
            warnings = new ArrayList<>(2);
        }
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(rule.finding(pointerTo(member), got));
        }
    }

    void warnIfRepeated(String member, RawValue value) {
        if (value.repeated()) {
            warn(WarningRule.KEY_REPEATED, member, value.got());
        }
    }

    /** Notes why the event is rejected, if it is not already; returns null, for want of a value. */
    @Nullable String reject(RejectionRule rule, String member, RawValue got) {
        if (rejection == null) {
            rejection = rule.finding(pointerTo(member), got.got());
        }
        return null;
    }

    /** Whether texts are to be given to {@link #clean}. */
    boolean unpaired() {
        return unpaired;
    }

    /** The text, or what is left of it where it holds half characters, which is warned of. */
    String clean(String text, String member, String got) {
        if (text.indexOf(Charsets.UNPAIRED) < 0) {
            return text;
        }
        warn(WarningRule.UNPAIRED_SURROGATE, member, got);
        return Texts.withoutUnpaired(text);
    }

    /** The member that is the variable of this name (RFC 6901). */
    String variable(String name) {
        String shown = Texts.cut(Texts.withoutUnpaired(name), codePoints);
        return "var/" + shown.replace("~", "~0").replace("/", "~1");
    }

    private String pointerTo(String member) {
        return member.isEmpty() ? "/" + index : "/" + index + "/" + member;
    }
}
