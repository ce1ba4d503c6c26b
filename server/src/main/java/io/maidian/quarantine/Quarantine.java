package io.maidian.quarantine;

import io.maidian.event.Finding;
import io.maidian.event.RejectionId;
import io.maidian.event.Upload;
import io.maidian.intake.DuplicateRule;
import io.maidian.intake.EventTrial;
import io.maidian.log.EventRecord;
import io.maidian.query.QuarantinedEvent;
import io.maidian.query.QueryEngine;
import io.maidian.query.RejectionCounts;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import io.maidian.query.RejectionState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Mends, replays and discards rejected events. A replayed event passes the same rules and the same
 * log as an upload, and is stored once, with its first received time. Blocking; safe for any
 * thread.
 */
public final class Quarantine {
    /** Events of one step of a bulk change. */
    private static final int STEP_EVENTS = 500;

    private static final long STEP_CHARS = 4L << 20;

    /** Events that a preview looks at. */
    private static final int PREVIEW_EVENTS = 2_000;

    private static final long PREVIEW_CHARS = 16L << 20;

    private final QueryEngine engine;
    private final EventTrial trial;
    private final DecisionLog decisions;
    private final ReplayedIds ids;
    private final QuarantineMetrics metrics;
    private final ToLongFunction<String> droppedBefore;

    /**
     * @param droppedBefore by project id, the moment (ms) before which its events were received
     *     that are dropped: a replay keeps the first received time
     */
    Quarantine(
            QueryEngine engine,
            EventTrial trial,
            DecisionLog decisions,
            ReplayedIds ids,
            QuarantineMetrics metrics,
            ToLongFunction<String> droppedBefore) {
        this.engine = engine;
        this.trial = trial;
        this.decisions = decisions;
        this.ids = ids;
        this.metrics = metrics;
        this.droppedBefore = droppedBefore;
    }

    /** What became of one event that was to change. */
    public sealed interface Change {}

    /** It changed, and the store knows. */
    public record Done() implements Change {}

    /** The mended event breaks a rule, or its id came before; it stays open. */
    public record Failed(Finding reason) implements Change {}

    /** It is in a state from which it cannot change so. */
    public record NotPossible(RejectionState state) implements Change {}

    /** There is no such event. */
    public record Missing() implements Change {}

    /** What is done with the events of a search. */
    public enum Action {
        /** Mend and replay the open ones. */
        REPLAY(RejectionState.OPEN),
        /** Discard the open ones. */
        DISCARD(RejectionState.OPEN),
        /** Restore the discarded ones. */
        RESTORE(RejectionState.DISCARDED);

        private final RejectionState from;

        Action(RejectionState from) {
            this.from = from;
        }

        /** The state in which an event must be. */
        public RejectionState from() {
            return from;
        }
    }

    /**
     * What the rules say of a text in place of a rejected event.
     *
     * @return null where there is no such event
     */
    public EventTrial.@Nullable Outcome check(String ai, RejectionId id, String json)
            throws IOException {
        QuarantinedEvent event = engine.rejectedEvent(ai, id);
        return event == null ? null : unlessKnown(event, judge(event, json));
    }

    /** Replays one event with this text. */
    public Change replay(String ai, RejectionId id, String json) throws IOException {
        return change(
                ai,
                id,
                Action.REPLAY,
                event ->
                        switch (judge(event, json)) {
                            case EventTrial.Passes(EventRecord mended) -> replay(event, mended);
                            case EventTrial.Fails(Finding reason) -> new Stays(reason);
                        });
    }

    /** Discards one open event. */
    public Change discard(String ai, RejectionId id) throws IOException {
        return change(ai, id, Action.DISCARD, _ -> new Decided(new Decision.Discard(id)));
    }

    /** Opens one discarded event again. */
    public Change restore(String ai, RejectionId id) throws IOException {
        return change(ai, id, Action.RESTORE, _ -> new Decided(new Decision.Restore(id)));
    }

    /** How many events of a search an action would be tried on. */
    public long total(String ai, RejectionSearch search, Action action) throws IOException {
        RejectionCounts counts = engine.rejectionCounts(ai, search.in(action.from()));
        return counts.byCode().stream().mapToLong(RejectionCounts.Group::kept).sum();
    }

    /** What a rule would do to the open events of a search, by trying it on the newest of them. */
    public Preview preview(String ai, RejectionSearch search, MendRule rule) throws IOException {
        Preview.Gathering gathering = new Preview.Gathering(total(ai, search, Action.REPLAY));
        RejectionPage page =
                engine.rejectedEvents(
                        ai,
                        search.in(RejectionState.OPEN),
                        new RejectionPage.Request(null, PREVIEW_EVENTS, PREVIEW_CHARS));
        for (QuarantinedEvent event : page.events()) {
            Mended mended = mend(event, rule);
            gathering.add(event, new Mended(mended.json(), unlessKnown(event, mended.outcome())));
        }
        return gathering.finished();
    }

    /**
     * What a step of a bulk change did.
     *
     * @param next where the next step begins; null where this was the last
     */
    record Step(int done, List<Preview.Failure> failures, @Nullable RejectionId next) {}

    /** Does the next events of a search, in a turn of their own. */
    Step step(String ai, Bulk bulk, @Nullable RejectionId after) throws IOException {
        return decisions.turn(
                ai,
                pen -> {
                    RejectionPage page =
                            engine.rejectedEvents(
                                    ai,
                                    bulk.search().in(bulk.action().from()),
                                    new RejectionPage.Request(after, STEP_EVENTS, STEP_CHARS));
                    List<Decision> made = new ArrayList<>();
                    List<Preview.Failure> failures = new ArrayList<>();
                    for (QuarantinedEvent event : page.events()) {
                        switch (decide(event, bulk)) {
                            case Decided(Decision decision) -> made.add(decision);
                            case Stays(Finding reason) ->
                                    failures.add(new Preview.Failure(event.id(), reason));
                        }
                    }
                    List<Decision.Replay> duplicates = pen.write(made);
                    for (Decision.Replay each : duplicates) {
                        failures.add(new Preview.Failure(each.id(), duplicate(each)));
                    }
                    int done = made.size() - duplicates.size();
                    metrics.count(bulk.action(), done, failures.size());
                    return new Step(done, failures, page.next());
                });
    }

    private Judged decide(QuarantinedEvent event, Bulk bulk) {
        return switch (bulk.action()) {
            case DISCARD -> new Decided(new Decision.Discard(event.id()));
            case RESTORE -> new Decided(new Decision.Restore(event.id()));
            case REPLAY ->
                    switch (mend(event, bulk.rule()).outcome()) {
                        case EventTrial.Passes(EventRecord mended) -> replay(event, mended);
                        case EventTrial.Fails(Finding reason) -> new Stays(reason);
                    };
        };
    }

    /** What is to become of one event. */
    private sealed interface Judged {}

    private record Decided(Decision decision) implements Judged {}

    private record Stays(Finding reason) implements Judged {}

    private interface Judge {
        Judged judge(QuarantinedEvent event);
    }

    private Change change(String ai, RejectionId id, Action action, Judge judge)
            throws IOException {
        return decisions.turn(
                ai,
                pen -> {
                    QuarantinedEvent event = engine.rejectedEvent(ai, id);
                    if (event == null) {
                        return new Missing();
                    }
                    if (event.state() != action.from()) {
                        return new NotPossible(event.state());
                    }
                    return switch (judge.judge(event)) {
                        case Stays(Finding reason) -> {
                            metrics.count(action, 0, 1);
                            yield new Failed(reason);
                        }
                        case Decided(Decision decision) -> {
                            List<Decision.Replay> duplicates = pen.write(List.of(decision));
                            metrics.count(action, 1 - duplicates.size(), duplicates.size());
                            yield duplicates.isEmpty()
                                    ? new Done()
                                    : new Failed(duplicate(duplicates.getFirst()));
                        }
                    };
                });
    }

    private static Finding duplicate(Decision.Replay replay) {
        return DuplicateRule.finding(
                replay.id().index(), Objects.requireNonNull(replay.event().id()));
    }

    /** What would come of it if it were replayed now. */
    private EventTrial.Outcome unlessKnown(QuarantinedEvent event, EventTrial.Outcome outcome)
            throws IOException {
        String id = outcome instanceof EventTrial.Passes(EventRecord passing) ? passing.id() : null;
        return id == null || !ids.isKnown(event.event().upload().ai(), id)
                ? outcome
                : new EventTrial.Fails(DuplicateRule.finding(event.event().index(), id));
    }

    private static Judged replay(QuarantinedEvent event, EventRecord mended) {
        return new Decided(
                new Decision.Replay(event.id(), event.event().upload().sentMillis(), mended));
    }

    /** What a rule makes of an event, and what the intake's rules say of that. */
    record Mended(@Nullable String json, EventTrial.Outcome outcome) {}

    private Mended mend(QuarantinedEvent event, MendRule rule) {
        String raw = Objects.requireNonNull(event.event().raw(), "an open event has its text");
        long received = event.event().upload().receivedMillis();
        return switch (rule.apply(raw, received, event.event().index())) {
            case MendRule.Impossible(Finding reason) ->
                    new Mended(null, new EventTrial.Fails(reason));
            case MendRule.Text(String json) -> new Mended(json, judge(event, json));
        };
    }

    private EventTrial.Outcome judge(QuarantinedEvent event, String json) {
        Upload upload = event.event().upload();
        if (upload.receivedMillis() < droppedBefore.applyAsLong(upload.ai())) {
            String received = Instant.ofEpochMilli(upload.receivedMillis()).toString();
            return new EventTrial.Fails(MendProblem.NO_LONGER_KEPT.finding("", received));
        }
        return trial.judge(
                new EventTrial.Attempt(
                        json,
                        event.event().index(),
                        upload.receivedMillis(),
                        upload.sentMillis(),
                        upload.ai()));
    }
}
