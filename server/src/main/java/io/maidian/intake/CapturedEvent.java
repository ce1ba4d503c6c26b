package io.maidian.intake;

import io.maidian.event.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a captured upload.
 *
 * @param index its place in the upload's array
 * @param key its event key, where it had a readable one
 * @param user its login user, where it had a readable one
 * @param findings why it is not plainly accepted
 */
public record CapturedEvent(
        int index,
        EventOutcome outcome,
        @Nullable String key,
        @Nullable String user,
        List<Finding> findings) {
    public CapturedEvent {
        findings = List.copyOf(findings);
    }

    /** The same event of a retry. */
    CapturedEvent again() {
        return outcome == EventOutcome.REJECTED
                ? this
                : new CapturedEvent(index, EventOutcome.DUPLICATE, key, user, findings);
    }

    /** About how much memory it holds. */
    int bytes() {
        int chars = (key == null ? 0 : key.length()) + (user == null ? 0 : user.length());
        for (Finding finding : findings) {
            chars += 60 + finding.pointer().length() + finding.got().length();
        }
        return 120 + 2 * chars;
    }

    /** The fates of an event. */
    public enum EventOutcome {
        ACCEPTED,
        WARNED,
        DUPLICATE,
        REJECTED
    }
}
