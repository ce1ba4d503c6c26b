package io.maidian.intake;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.BodyDecoder.Undecodable;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.log.EventLog;
import io.maidian.log.EventRecord;
import io.maidian.log.Receipt;
import io.maidian.log.RejectedRecord;
import io.maidian.log.UploadRecords;
import io.maidian.ops.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes uploads: decodes them, judges their events, has the log make accepted and rejected ones
 * durable in one entry, and only then tells the outcome. Safe for any thread; never blocks.
 */
public final class Intake {
    private static final int SAMPLE_CODE_POINTS = 2_000;
    private static final int MAX_BYTES_PER_CODE_POINT = 4;

    private final Supplier<CatalogSnapshot> catalog;
    private final EventLog log;
    private final Clock clock;
    private final IntakeLimits limits;
    private final IntakeMetrics metrics;
    private final BodyDecoder bodies;
    private final EventDecoder events;
    private final RefusedSamples samples = new RefusedSamples();

    public Intake(
            Supplier<CatalogSnapshot> catalog,
            EventLog log,
            Clock clock,
            IntakeLimits limits,
            MeterRegistry meters) {
        this.catalog = catalog;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
        metrics = new IntakeMetrics(meters);
        bodies = new BodyDecoder(limits);
        events = new EventDecoder(limits);
    }

    /**
     * Takes one upload.
     *
     * @param done told the outcome exactly once, on this thread or on the log's: it must be quick
     *     and must not throw
     */
    public void upload(UploadRequest request, Consumer<UploadOutcome> done) {
        long receivedMillis = clock.millis();
        if (catalog.get().project(request.ai()) == null) {
            finish(Rule.PROJECT_UNKNOWN.refuse(RawValue.quote(request.ai())), done);
            return;
        }
        Long sent = null;
        Long sentMillis = null;
        String stm = request.stm();
        if (stm != null && !stm.isBlank()) {
            Long moment = NumberText.whole(stm);
            if (moment == null || moment < 0) {
                Refused refused = Rule.STM_NOT_A_NUMBER.refuse(RawValue.quote(stm));
                refuse(
                        new Origin(request.ai(), receivedMillis, null),
                        request.body(),
                        refused,
                        done);
                return;
            }
            sent = moment;
            sentMillis = EventTime.millis(moment);
        }
        Origin origin = new Origin(request.ai(), receivedMillis, sentMillis);
        switch (bodies.decode(request.body(), request.codecs(), sent)) {
            case Undecodable(Refused reason) -> refuse(origin, request.body(), reason, done);
            case Decoded body -> take(origin, body, done);
        }
    }

    /** Where and when an upload came. */
    private record Origin(String ai, long receivedMillis, @Nullable Long sentMillis) {
        UploadRecords.Entry entry(int expectedBytes) {
            return UploadRecords.entry(ai, receivedMillis, sentMillis, expectedBytes);
        }
    }

    private void take(Origin origin, Decoded body, Consumer<UploadOutcome> done) {
        Judging judging = new Judging(origin, body);
        Refused refused = events.decode(body, judging);
        if (refused != null) {
            refuse(origin, body.raw(), refused, done);
        } else if (judging.accepted + judging.rejected == 0) {
            finish(judging.stored(null), done);
        } else {
            log.append(
                    judging.entry.batch(),
                    receipt -> {
                        UploadOutcome outcome =
                                switch (receipt) {
                                    case Receipt.Durable(var group, int ordinal) ->
                                            judging.stored(
                                                    new RequestId(
                                                            origin.receivedMillis(),
                                                            group.offset(),
                                                            ordinal));
                                    case Receipt.Unavailable(Receipt.Cause cause) ->
                                            new UploadOutcome.Unavailable(cause);
                                    case Receipt.Unknown() -> new UploadOutcome.Unknown();
                                };
                        finish(outcome, done);
                    });
        }
    }

    /** Refuses an upload of a known project, and keeps a sample of it where the budget allows. */
    private void refuse(
            Origin origin, ByteBuffer body, Refused refused, Consumer<UploadOutcome> done) {
        if (samples.take(origin.ai(), origin.receivedMillis())) {
            UploadRecords.Entry entry = origin.entry(4 * SAMPLE_CODE_POINTS);
            entry.addRefused(refused.finding(), sample(body));
            // The answer does not wait for it, and does not change if it fails.
            log.append(entry.batch(), _ -> {});
        }
        finish(refused, done);
    }

    private static String sample(ByteBuffer body) {
        int bytes = Math.min(body.remaining(), SAMPLE_CODE_POINTS * MAX_BYTES_PER_CODE_POINT);
        String text =
                new String(
                        body.array(),
                        body.arrayOffset() + body.position(),
                        bytes,
                        StandardCharsets.UTF_8);
        return Texts.cut(text, SAMPLE_CODE_POINTS);
    }

    private void finish(UploadOutcome outcome, Consumer<UploadOutcome> done) {
        metrics.count(outcome);
        done.accept(outcome);
    }

    /** The events of one upload on their way into its entry. */
    private final class Judging implements Consumer<RawEvent> {
        private static final int MAX_RESULTS = 100;

        private final EventRules rules;
        private final UploadRecords.Entry entry;
        private final List<EventResult> results = new ArrayList<>(0);
        private int accepted;
        private int rejected;
        private int warned;
        private boolean truncated;

        Judging(Origin origin, Decoded body) {
            rules =
                    new EventRules(
                            limits,
                            new EventTime(origin.receivedMillis(), origin.sentMillis()),
                            body.unpaired());
            entry = origin.entry(body.length() + 128);
        }

        @Override
        public void accept(RawEvent raw) {
            switch (rules.judge(raw)) {
                case Verdict.Accepted(EventRecord event) -> {
                    entry.add(event);
                    accepted++;
                }
                case Verdict.Warned(EventRecord event) -> {
                    entry.add(event);
                    accepted++;
                    warned++;
                    for (Finding warning : event.warnings()) {
                        tell(raw, false, warning);
                    }
                }
                case Verdict.Rejected(Finding reason) -> {
                    entry.add(
                            new RejectedRecord(
                                    reason,
                                    raw.n.readable(limits.codePoints()),
                                    raw.cs1.readable(limits.codePoints()),
                                    raw.text()));
                    rejected++;
                    tell(raw, true, reason);
                }
            }
        }

        private void tell(RawEvent raw, boolean isRejected, Finding finding) {
            metrics.count(finding);
            if (results.size() < MAX_RESULTS) {
                results.add(new EventResult(raw.index(), isRejected, finding));
            } else {
                truncated = true;
            }
        }

        UploadOutcome.Stored stored(@Nullable RequestId id) {
            return new UploadOutcome.Stored(
                    id, accepted, rejected, warned, List.copyOf(results), truncated);
        }
    }
}
