package io.maidian.intake;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.ProjectSettings;
import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.BodyDecoder.Undecodable;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.log.EventLog;
import io.maidian.log.LogBatch;
import io.maidian.log.Receipt;
import io.maidian.log.UploadRecords;
import io.maidian.ops.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes uploads: decodes them, judges their events, has the log make accepted and rejected ones
 * durable in one entry, and only then tells the outcome. What holds much is judged on the thread of
 * {@link LargeUploads}. Safe for any thread; never blocks.
 */
public final class Intake {
    private static final int SAMPLE_CODE_POINTS = 2_000;
    private static final int MAX_BYTES_PER_CODE_POINT = 4;

    private final Supplier<CatalogSnapshot> catalog;
    private final EventLog log;
    private final Clock clock;
    private final IntakeLimits limits;
    private final Retries retries;
    private final LargeUploads large;
    private final IntakeMetrics metrics;
    private final BodyDecoder bodies;
    private final EventDecoder events;
    private final RefusedSamples samples = new RefusedSamples();
    private final RejectedTexts texts;
    private final Quotas quotas = new Quotas();

    public Intake(
            Supplier<CatalogSnapshot> catalog,
            EventLog log,
            Clock clock,
            IntakeLimits limits,
            Retries retries,
            LargeUploads large,
            MeterRegistry meters) {
        this.catalog = catalog;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
        this.retries = retries;
        this.large = large;
        metrics = new IntakeMetrics(meters);
        texts = new RejectedTexts(limits.rejectedBytesPerMinute(), meters);
        bodies = new BodyDecoder(limits);
        events = new EventDecoder(limits);
    }

    /**
     * Takes one upload.
     *
     * @param done told the outcome exactly once, on this thread or on another: it must be quick and
     *     must not throw
     */
    public void upload(UploadRequest request, Consumer<UploadOutcome> done) {
        long receivedMillis = clock.millis();
        CatalogSnapshot.Entry project = catalog.get().entry(request.ai());
        if (project == null || !project.settings().uploads()) {
            // Not even a sample: who switches a project off wants nothing of it stored.
            UploadRule rule = project == null ? UploadRule.PROJECT_UNKNOWN : UploadRule.UPLOADS_OFF;
            finish(rule.refuse(RawValue.quote(request.ai())), done);
            return;
        }
        Long moment = null;
        String stm = request.stm();
        if (stm != null && !stm.isBlank()) {
            moment = NumberText.whole(stm);
            if (moment == null || moment < 0) {
                Refused refused = UploadRule.STM_NOT_A_NUMBER.refuse(RawValue.quote(stm));
                Origin origin =
                        new Origin(request, project, receivedMillis, null, Origin.Retry.NONE);
                refuse(origin, request.body(), refused, outcome -> finish(outcome, done));
                return;
            }
        }
        RetryIdentity retry = identity(request, project.settings(), moment);
        if (retry == null) {
            Origin origin = new Origin(request, project, receivedMillis, moment, Origin.Retry.NONE);
            take(origin, outcome -> finish(outcome, done));
            return;
        }
        switch (retries.begin(retry, receivedMillis, done)) {
            case Retries.Again(UploadOutcome.Stored answer) -> finishAgain(answer, done);
            case Retries.Waits() -> {}
            case Retries.First(boolean sampled) ->
                    takeFirst(
                            new Origin(
                                    request,
                                    project,
                                    receivedMillis,
                                    moment,
                                    new Origin.Retry(retry, sampled)),
                            retry,
                            done);
        }
    }

    /** What a retry would bear too; null where an upload has no such identity. */
    private @Nullable RetryIdentity identity(
            UploadRequest request, ProjectSettings settings, @Nullable Long moment) {
        return moment == null
                        || !EventTime.inMillis(moment)
                        || request.options().dryRun()
                        || !settings.retryDetection()
                ? null
                : retries.identity(request);
    }

    private void takeFirst(Origin origin, RetryIdentity retry, Consumer<UploadOutcome> done) {
        try {
            take(origin, outcome -> finishFirst(retry, outcome, done));
        } catch (RuntimeException e) {
            // A bug, told to this sender by the edge: those who wait must not wait for ever.
            finishFirst(retry, new UploadOutcome.Failed(), _ -> {});
            throw e;
        }
    }

    private void take(Origin origin, Consumer<UploadOutcome> done) {
        UploadRequest request = origin.request();
        Refused tooMuch = quotas.takeBytes(origin);
        if (tooMuch != null) {
            done.accept(tooMuch);
            return;
        }
        int bytes = request.body().remaining();
        int smallBytes = Math.min(LargeUploads.SMALL_BYTES, limits.decodedBytes());
        if (bytes > smallBytes && bytes <= limits.wireBytes()) {
            takeLarge(origin, done);
            return;
        }
        switch (bodies.decode(origin, smallBytes)) {
            case Decoded body -> take(origin, body, done);
            case Undecodable(Refused reason) -> {
                if (reason.refusal() == UploadOutcome.Refusal.TOO_LARGE
                        && bytes <= limits.wireBytes()
                        && smallBytes < limits.decodedBytes()) {
                    takeLarge(origin, done);
                } else {
                    refuse(origin, request.body(), reason, done);
                }
            }
        }
    }

    /** Takes one that holds too much for this thread; it is decoded from its beginning. */
    private void takeLarge(Origin origin, Consumer<UploadOutcome> done) {
        large.judge(
                origin.wireBytes(),
                () -> {
                    switch (bodies.decode(origin, limits.decodedBytes())) {
                        case Decoded body -> take(origin, body, done);
                        case Undecodable(Refused reason) ->
                                refuse(origin, origin.request().body(), reason, done);
                    }
                },
                done);
    }

    private void take(Origin origin, Decoded body, Consumer<UploadOutcome> done) {
        Capture capture = origin.request().capture();
        if (capture != null) {
            capture.decoded(body.text());
        }
        Judging judging = new Judging(new Judging.Rules(limits, metrics, texts), origin, body);
        Refused refused = events.decode(body, judging);
        Finding rejection = judging.firstRejection();
        Refused tooMuch = refused == null ? quotas.takeEvents(origin, judging.count()) : null;
        if (refused != null) {
            refuse(origin, body.raw(), refused, done);
        } else if (tooMuch != null) {
            done.accept(tooMuch);
        } else if (judging.batch().length() > LogBatch.MAX_BYTES) {
            // Escaping can make a rejected event's text several times as long in the log.
            String length = Integer.toString(judging.batch().length());
            refuse(origin, body.raw(), UploadRule.BODY_TOO_LARGE.refuse(length), done);
        } else if (origin.strict() && rejection != null) {
            keepSample(origin, body.raw(), rejection);
            done.accept(judging.sums().notStored(origin.request().options()));
        } else if (origin.dryRun()) {
            done.accept(judging.sums().notStored(origin.request().options()));
        } else if (judging.count() == 0) {
            done.accept(judging.sums().stored(null));
        } else {
            append(origin.receivedMillis(), judging, done);
        }
    }

    private void append(long receivedMillis, Judging judging, Consumer<UploadOutcome> done) {
        // What waits for the log holds its sums only: the body is as large as the entry.
        Judging.Sums sums = judging.sums();
        log.append(
                judging.batch(),
                receipt ->
                        done.accept(
                                switch (receipt) {
                                    case Receipt.Durable(var group, int ordinal) ->
                                            sums.stored(
                                                    new RequestId(
                                                            receivedMillis,
                                                            group.offset(),
                                                            ordinal));
                                    case Receipt.Unavailable(Receipt.Cause cause) ->
                                            new UploadOutcome.Unavailable(cause);
                                    case Receipt.Unknown() -> new UploadOutcome.Unknown();
                                }));
    }

    /** Refuses an upload of a known project. */
    private void refuse(
            Origin origin, ByteBuffer body, Refused refused, Consumer<UploadOutcome> done) {
        Capture capture = origin.request().capture();
        if (capture != null) {
            capture.refused(origin.receivedMillis(), body);
        }
        keepSample(origin, body, refused.finding());
        done.accept(refused);
    }

    /** Keeps a sample of what was refused, where the budget allows. */
    private void keepSample(Origin origin, ByteBuffer body, Finding reason) {
        if (origin.dryRun()
                || origin.retry().sampled()
                || !samples.take(origin.ai(), origin.receivedMillis())) {
            return;
        }
        UploadRecords.Entry entry = origin.entry(4 * SAMPLE_CODE_POINTS);
        entry.addRefused(reason, sample(body));
        // The answer does not wait for it, and does not change if it fails.
        log.append(entry.batch(), _ -> {});
        RetryIdentity retry = origin.retry().identity();
        if (retry != null) {
            retries.rememberSample(retry, origin.receivedMillis());
        }
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

    private void finishFirst(
            RetryIdentity retry, UploadOutcome outcome, Consumer<UploadOutcome> done) {
        List<Consumer<UploadOutcome>> waiting = retries.end(retry, outcome, clock.millis());
        finish(outcome, done);
        UploadOutcome again =
                outcome instanceof UploadOutcome.Stored stored && !waiting.isEmpty()
                        ? Retries.repeated(stored)
                        : outcome;
        for (Consumer<UploadOutcome> other : waiting) {
            finishAgain(again, other);
        }
    }

    private void finishAgain(UploadOutcome outcome, Consumer<UploadOutcome> done) {
        metrics.countAgain(outcome);
        done.accept(outcome);
    }
}
