package io.maidian.http;

import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.intake.Language;
import io.maidian.query.QuarantinedEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a rejected event.
 *
 * @param time received time
 * @param raw its text; null where it was not kept; in a list a long one is cut
 * @param rawTruncated whether it was
 * @param changed since when it is in its state; null where it still is as it came
 */
record QuarantinedBody(
        String id,
        String uploadId,
        int index,
        long time,
        @Nullable Long stm,
        String state,
        @Nullable Long changed,
        @Nullable String key,
        @Nullable String user,
        Reason reason,
        @Nullable String raw,
        boolean rawTruncated) {
    private static final int LISTED_CHARS = 2_000;

    /** Why an event was rejected, or still would be. */
    record Reason(String code, String pointer, String got, String expected, String message) {
        static Reason of(Finding finding, Language language) {
            return new Reason(
                    finding.code(),
                    finding.pointer(),
                    finding.got(),
                    FindingWords.expected(finding.code(), language),
                    FindingWords.message(finding, language));
        }
    }

    /** For a list. */
    static QuarantinedBody listed(QuarantinedEvent event, Language language) {
        return of(event, LISTED_CHARS, language);
    }

    /** With its whole text. */
    static QuarantinedBody whole(QuarantinedEvent event, Language language) {
        return of(event, Integer.MAX_VALUE, language);
    }

    private static QuarantinedBody of(QuarantinedEvent event, int maxChars, Language language) {
        RejectedEvent rejected = event.event();
        String raw = rejected.raw();
        boolean cut = raw != null && raw.length() > maxChars;
        return new QuarantinedBody(
                event.id().toString(),
                rejected.upload().id().toString(),
                rejected.index(),
                rejected.upload().receivedMillis(),
                rejected.upload().sentMillis(),
                event.state().name().toLowerCase(Locale.ROOT),
                event.changedMillis(),
                rejected.key(),
                rejected.user(),
                Reason.of(rejected.reason(), language),
                raw != null && cut
                        ? raw.substring(0, raw.offsetByCodePoints(0, maxChars / 2))
                        : raw,
                cut);
    }
}
