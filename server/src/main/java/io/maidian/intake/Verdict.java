package io.maidian.intake;

import io.maidian.event.Finding;
import io.maidian.log.EventRecord;

/** What the rules say of one event. */
sealed interface Verdict {
    /** It is right. */
    record Accepted(EventRecord event) implements Verdict {}

    /** It is taken, with the warnings that it bears. */
    record Warned(EventRecord event) implements Verdict {}

    /** It is not taken, for the first rule that it breaks. */
    record Rejected(Finding reason) implements Verdict {}
}
