package io.maidian.intake;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.ProjectSettings;
import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.ids.IdClaim;
import io.maidian.ids.IdHashes;
import io.maidian.ids.KnownIds;
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
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes uploads: decodes them, judges their events, has the log make accepted and rejected ones
 * durable in one entry, and only then tells the outcome. What holds much is judged on the thread of
 * {@link LargeUploads}. Safe for any thread; never blocks.
 */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Receipt NOT_STORED = new Receipt.Unavailable(Receipt.Cause.FAILED);

    /** About what a waiting upload holds beside its entry. */
    private static final long WAITING_BYTES = 2_000;

    private static final int SAMPLE_CODE_POINTS = 2_000;
    private static final int MAX_BYTES_PER_CODE_POINT = 4;

    private final Supplier<CatalogSnapshot> catalog;
    private final EventLog log;
    private final Clock clock;
    private final IntakeLimits limits;
    private final Retries retries;
    private final KnownIds ids;
    private final LargeUploads large;
    private final IntakeMetrics metrics;
    private final BodyDecoder bodies;
    private final EventDecoder events;
    private final RefusedSamples samples = new RefusedSamples();
    private final Judging.Rules judgingBy;
    private final Quotas quotas = new Quotas();

    /** What came before. */
    public record Known(Retries retries, KnownIds ids) {}

    public Intake(
            Supplier<CatalogSnapshot> catalog,
            EventLog log,
            Clock clock,
            IntakeLimits limits,
            Known known,
            LargeUploads large,
            MeterRegistry meters) {
        this.catalog = catalog;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
        retries = known.retries();
        ids = known.ids();
        this.large = large;
        metrics = new IntakeMetrics(meters);
        RejectedTexts texts = new RejectedTexts(limits.rejectedBytesPerMinute(), meters);
        judgingBy = new Judging.Rules(limits, metrics, texts, ids);
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
        Judging judging = new Judging(judgingBy, origin, body);
        Refused refused = events.decode(body, judging);
        Finding rejection = judging.firstRejection();
        Refused tooMuch = refused == null ? quotas.takeEvents(origin, judging.count()) : null;
        if (refused != null) {
            refuse(origin, body.raw(), refused, done);
        } else if (tooMuch != null) {
            done.accept(tooMuch);
        } else if (judging.entryBytes() > LogBatch.MAX_BYTES) {
            refuse(origin, body.raw(), tooLong(judging.entryBytes()), done);
        } else if (origin.strict() && rejection != null) {
            keepSample(origin, body.raw(), rejection);
            done.accept(judging.judged().settle().sums().notStored(origin.request().options()));
        } else {
            take(origin.receivedMillis(), judging.judged(), origin.request().options(), done);
        }
    }

    /** Escaping can make a rejected event's text several times as long in the log. */
    private static Refused tooLong(int entryBytes) {
        return UploadRule.BODY_TOO_LARGE.refuse(Integer.toString(entryBytes));
    }

    private void take(
            long receivedMillis,
            JudgedUpload judged,
            UploadRequest.Options options,
            Consumer<UploadOutcome> done) {
        IdHashes hashes = judged.hashes();
        JudgedUpload.Sums sums = judged.sums();
        if (hashes != null) {
            // What waits for another upload holds its entry, and nothing of its body.
            long bytes = 2L * judged.entry().batch().length() + WAITING_BYTES;
            if (options.dryRun()) {
                ids.look(
                        hashes,
                        receivedMillis,
                        bytes,
                        answer -> tell(answer, judged, options, done));
            } else {
                ids.claim(
                        hashes,
                        receivedMillis,
                        bytes,
                        answer -> append(answer, receivedMillis, judged, done));
            }
        } else if (options.dryRun()) {
            done.accept(sums.notStored(options));
        } else if (sums.accepted() + sums.rejected() == 0) {
            done.accept(sums.stored(null));
        } else {
            append(receivedMillis, judged.settle(), _ -> {}, done);
        }
    }

    /** Tells what a dry run would have done. */
    private static void tell(
            IdClaim.Answer answer,
            JudgedUpload judged,
            UploadRequest.Options options,
            Consumer<UploadOutcome> done) {
        done.accept(
                switch (answer) {
                    case IdClaim.Granted(IdClaim _, BitSet known) ->
                            judged.settle(known).sums().notStored(options);
                    case IdClaim.Refused(Receipt.Cause cause) ->
                            new UploadOutcome.Unavailable(cause);
                });
    }

    /** Appends an upload whose new ids are its own now. */
    private void append(
            IdClaim.Answer answer,
            long receivedMillis,
            JudgedUpload judged,
            Consumer<UploadOutcome> done) {
        switch (answer) {
            case IdClaim.Refused(Receipt.Cause cause) ->
                    done.accept(new UploadOutcome.Unavailable(cause));
            case IdClaim.Granted(IdClaim claim, BitSet known) -> {
                try {
                    JudgedUpload.Settled settled = judged.settle(known);
                    if (settled.batch().length() > LogBatch.MAX_BYTES) {
                        ids.end(claim, NOT_STORED);
                        done.accept(tooLong(settled.batch().length()));
                    } else {
                        append(receivedMillis, settled, receipt -> ids.end(claim, receipt), done);
                    }
                } catch (RuntimeException e) {
                    // Perhaps on a thread where nobody else would tell the sender.
                    LOG.error("a bug in an upload with ids", e);
                    ids.end(claim, NOT_STORED);
                    done.accept(new UploadOutcome.Failed());
                }
            }
        }
    }

    /**
     * @param told what became of the entry, before the outcome is told
     */
    private void append(
            long receivedMillis,
            JudgedUpload.Settled settled,
            Consumer<Receipt> told,
            Consumer<UploadOutcome> done) {
        // What waits for the log holds its sums only: the body is as large as the entry.
        JudgedUpload.Sums sums = settled.sums();
        log.append(
                settled.batch(),
                receipt -> {
                    told.accept(receipt);
                    done.accept(
                            switch (receipt) {
                                case Receipt.Durable(var group, int ordinal) ->
                                        sums.stored(
                                                new RequestId(
                                                        receivedMillis, group.offset(), ordinal));
                                case Receipt.Unavailable(Receipt.Cause cause) ->
                                        new UploadOutcome.Unavailable(cause);
                                case Receipt.Unknown() -> new UploadOutcome.Unknown();
                            });
                });
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
