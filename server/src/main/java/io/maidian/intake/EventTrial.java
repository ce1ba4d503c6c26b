package io.maidian.intake;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.event.Finding;
import io.maidian.log.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges single events outside their upload by the same rules as in it: those that were rejected
 * and mended since. Stores nothing. Safe for any thread.
 */
public final class EventTrial {
    /** The text holds more than one event, or none. */
    public static final String NOT_ONE_EVENT = "mend.not_one_event";

    private final IntakeLimits limits;
    private final Supplier<CatalogSnapshot> catalog;
    private final EventDecoder events;

    /** One that knows of no tracking plan. */
    public EventTrial(IntakeLimits limits) {
        this(limits, () -> new CatalogSnapshot(Map.of()));
    }

    /**
     * @param catalog what is declared, as of the moment of the trial
     */
    public EventTrial(IntakeLimits limits, Supplier<CatalogSnapshot> catalog) {
        this.limits = limits;
        this.catalog = catalog;
        events = new EventDecoder(limits);
    }

    /**
     * An event that is to be judged.
     *
     * @param json its text
     * @param index its place in the upload that it came with
     * @param receivedMillis when it first came
     * @param sentMillis {@code stm} of that upload, where it was given
     * @param ai the project whose tracking plan it is held to; null for none
     */
    public record Attempt(
            String json,
            int index,
            long receivedMillis,
            @Nullable Long sentMillis,
            @Nullable String ai) {
        /** One that is held to no tracking plan. */
        public Attempt(String json, int index, long receivedMillis, @Nullable Long sentMillis) {
            this(json, index, receivedMillis, sentMillis, null);
        }
    }

    /** What the rules say. */
    public sealed interface Outcome {}

    /** It would be stored as this, perhaps with warnings. */
    public record Passes(EventRecord event) implements Outcome {}

    /** It would be rejected, for the first rule that it breaks. */
    public record Fails(Finding reason) implements Outcome {}

    /** Judges one event. */
    public Outcome judge(Attempt attempt) {
        // As the one element of an array, so that nothing but one element can be read of it.
        byte[] array = ("[" + attempt.json() + "]").getBytes(StandardCharsets.UTF_8);
        BodyDecoder.Decoded wrapped = new BodyDecoder.Decoded(array, 0, array.length);
        return switch (Charsets.utf8(wrapped, limits.decodedBytes())) {
            case BodyDecoder.Undecodable(UploadOutcome.Refused refused) ->
                    new Fails(refused.finding());
            case BodyDecoder.Decoded body -> judge(attempt, body);
        };
    }

    private Outcome judge(Attempt attempt, BodyDecoder.Decoded body) {
        EventRules rules =
                new EventRules(
                        limits,
                        new EventTime(attempt.receivedMillis(), attempt.sentMillis()),
                        body.unpaired(),
                        plan(attempt.ai()));
        Judging judging = new Judging(rules);
        UploadOutcome.Refused refused = events.decode(body, judging::accept);
        if (refused != null) {
            return new Fails(refused.finding());
        }
        Verdict verdict = judging.verdict;
        if (verdict == null || judging.count != 1) {
            return new Fails(new Finding(NOT_ONE_EVENT, "", Integer.toString(judging.count)));
        }
        return switch (verdict) {
            case Verdict.Accepted(EventRecord event) -> new Passes(event);
            case Verdict.Warned(EventRecord event) -> new Passes(placed(event, attempt.index()));
            case Verdict.Rejected(Finding reason) -> new Fails(placed(reason, attempt.index()));
        };
    }

    private @Nullable PlanRules plan(@Nullable String ai) {
        CatalogSnapshot.Entry entry = ai == null ? null : catalog.get().entry(ai);
        return entry == null ? null : PlanRules.of(entry.plan(), entry.settings().undeclared());
    }

    /** The elements of the array, of which the first counts. */
    private static final class Judging {
        private final EventRules rules;
        private @Nullable Verdict verdict;
        private int count;

        Judging(EventRules rules) {
            this.rules = rules;
        }

        void accept(RawEvent raw) {
            if (count++ == 0) {
                verdict = rules.judge(raw);
            }
        }
    }

    private static EventRecord placed(EventRecord event, int index) {
        List<Finding> warnings =
                event.warnings().stream().map(warning -> placed(warning, index)).toList();
        return new EventRecord(
                event.key(),
                event.user(),
                event.visitUser(),
                event.id(),
                event.eventMillis(),
                event.clientMillis(),
                event.num(),
                event.variables(),
                warnings);
    }

    /** With the pointer into the upload that it came with. */
    private static Finding placed(Finding finding, int index) {
        String pointer = finding.pointer();
        return pointer.startsWith("/0")
                ? new Finding(finding.code(), "/" + index + pointer.substring(2), finding.got())
                : finding;
    }
}
