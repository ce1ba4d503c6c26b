package io.maidian.diagnosis;

import io.maidian.diagnosis.Facts.Elsewhere;
import io.maidian.diagnosis.Facts.Refused;
import io.maidian.diagnosis.Step.Verdict;
import io.maidian.query.EmptyReason;
import io.maidian.query.EventFacts;
import io.maidian.query.TimeAxis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The answer to «why do I not see my event?»: the walk's steps in order, and the first of them that
 * is a problem; where none is, the last. Immutable.
 */
public record Diagnosis(List<Step> steps, Step verdict) {
    private static final long LAG_SECONDS = 3;
    private static final long CLOCK_MILLIS = 3_600_000;

    /** The sender's clock and ours may differ a little. */
    private static final long SENT_TOLERANCE_MILLIS = 60_000;

    public Diagnosis {
        steps = List.copyOf(steps);
    }

    /**
     * Walks.
     *
     * @param time how a moment in ms is written
     */
    public static Diagnosis of(Facts facts, LongFunction<String> time) {
        List<Step> steps = new Walk(facts, time).steps();
        Step verdict =
                steps.stream()
                        .filter(step -> step.cause().verdict() == Verdict.PROBLEM)
                        .findFirst()
                        .orElse(steps.getLast());
        return new Diagnosis(steps, verdict);
    }

    /** One walk. */
    private record Walk(Facts facts, LongFunction<String> time) {
        List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            steps.add(reached());
            steps.add(project());
            steps.add(
                    Step.of(
                            facts.project().settings().uploads()
                                    ? Cause.UPLOADS_ON
                                    : Cause.UPLOADS_OFF));
            steps.add(quota());
            steps.add(readable());
            steps.add(indexed());
            steps.add(accepted());
            steps.add(declared());
            steps.add(spelling());
            if (facts.event().acceptedOfUser() > 0) {
                Step inTime = inRange();
                steps.add(inTime);
                if (inTime.cause() == Cause.IN_RANGE) {
                    steps.add(users());
                }
            }
            return steps;
        }

        private boolean unseen() {
            return facts.event().accepted() == 0
                    && facts.event().rejected() == 0
                    && facts.event().gone() == null;
        }

        private Step reached() {
            Long last = facts.project().lastMillis();
            if (last != null) {
                return Step.of(Cause.RECEIVED, "time", time.apply(last));
            }
            return Step.of(
                    facts.project().elsewhere() == null
                            ? Cause.NOTHING_RECEIVED
                            : Cause.ONLY_ELSEWHERE);
        }

        private Step project() {
            Elsewhere elsewhere = facts.project().elsewhere();
            if (elsewhere == null) {
                return Step.of(Cause.RIGHT_PROJECT);
            }
            return new Step(
                    facts.project().lastMillis() == null
                            ? Cause.OTHER_PROJECT
                            : Cause.OTHER_PROJECT_TOO,
                    Map.of(
                            "ai",
                            elsewhere.ai(),
                            "count",
                            Long.toString(elsewhere.count()),
                            "time",
                            time.apply(elsewhere.lastMillis()),
                            "client",
                            elsewhere.client(),
                            "own",
                            facts.project().ai()));
        }

        private Step quota() {
            Refused over = facts.project().overQuota();
            return over == null
                    ? Step.of(Cause.WITHIN_QUOTA)
                    : new Step(Cause.OVER_QUOTA, values(over));
        }

        private Step readable() {
            Refused refused = facts.project().refused();
            if (refused == null) {
                return Step.of(Cause.READ);
            }
            return new Step(unseen() ? Cause.UPLOADS_REFUSED : Cause.SOME_REFUSED, values(refused));
        }

        private Map<String, String> values(Refused refused) {
            return Map.of(
                    "count",
                    Long.toString(refused.count()),
                    "time",
                    time.apply(refused.lastMillis()),
                    "code",
                    refused.code(),
                    "reason",
                    refused.reason());
        }

        private Step indexed() {
            Facts.Lag lag = facts.lag();
            return lag.seconds() < LAG_SECONDS
                    ? Step.of(Cause.INDEXED_NOW)
                    : new Step(
                            Cause.NOT_INDEXED,
                            Map.of(
                                    "seconds",
                                    Long.toString(lag.seconds()),
                                    "bytes",
                                    Long.toString(lag.bytes())));
        }

        private Step accepted() {
            EventFacts event = facts.event();
            String user = facts.asked().user();
            Long last = event.lastReceivedMillis();
            if (unseen()) {
                return Step.of(Cause.NONE_OF_THIS_KEY);
            }
            EventFacts.Gone gone = event.gone();
            if (gone != null && gone.rejectedSince()) {
                return rejected(Cause.REJECTED_SINCE);
            }
            if (gone != null) {
                return new Step(
                        Cause.NO_LONGER_KEPT,
                        Map.of(
                                "count",
                                Long.toString(gone.count()),
                                "time",
                                time.apply(gone.lastReceivedMillis())));
            }
            if (event.accepted() == 0) {
                return rejected(Cause.ALL_REJECTED);
            }
            if (user != null && (event.acceptedOfUser() == 0 || last == null)) {
                return new Step(
                        Cause.NOT_THIS_USER,
                        Map.of("count", Long.toString(event.accepted()), "user", user));
            }
            Long sent = facts.asked().sentMillis();
            if (sent != null && last != null && last < sent - SENT_TOLERANCE_MILLIS) {
                return Step.of(Cause.NOT_SINCE, "time", time.apply(last));
            }
            return event.rejected() > 0
                    ? rejected(Cause.SOME_REJECTED)
                    : new Step(Cause.EVENTS_ACCEPTED, acceptedValues());
        }

        private Map<String, String> acceptedValues() {
            Long last = facts.event().lastReceivedMillis();
            return Map.of(
                    "accepted",
                    Long.toString(facts.event().acceptedOfUser()),
                    "time",
                    last == null ? "" : time.apply(last));
        }

        /** The words of the reason are put in by who knows the rules: see {@code reason}. */
        private Step rejected(Cause cause) {
            Map<String, String> values = new HashMap<>(acceptedValues());
            values.put("count", Long.toString(facts.event().rejected()));
            values.put("code", facts.event().rejections().getFirst().code());
            return new Step(cause, values);
        }

        private Step declared() {
            if (facts.project().declared()) {
                return Step.of(Cause.IS_DECLARED);
            }
            boolean shown = facts.event().accepted() > 0;
            return Step.of(
                    switch (facts.project().settings().undeclared()) {
                        case KEEP -> Cause.UNDECLARED_KEPT;
                        case QUARANTINE ->
                                shown ? Cause.UNDECLARED_KEPT : Cause.UNDECLARED_QUARANTINED;
                        case DISCARD -> Cause.UNDECLARED_DISCARDED;
                    });
        }

        private Step spelling() {
            if (!unseen()) {
                return Step.of(Cause.SPELT_RIGHT);
            }
            List<String> similar = SimilarKeys.of(facts.asked().event(), facts.seenKeys());
            return similar.isEmpty()
                    ? Step.of(Cause.NEVER_RECEIVED)
                    : Step.of(Cause.SPELT_OTHERWISE, "keys", String.join(", ", similar));
        }

        private Step inRange() {
            Long received = facts.event().lastReceivedMillis();
            Long happened = facts.event().lastEventMillis();
            if (facts.event().inRange() > 0 || received == null || happened == null) {
                return Step.of(Cause.IN_RANGE, "count", facts.event().inRange());
            }
            boolean byEventTime = facts.asked().axis() == TimeAxis.EVENT;
            if (byEventTime && Math.abs(received - happened) > CLOCK_MILLIS) {
                return new Step(
                        Cause.CLOCK_OFF,
                        Map.of("received", time.apply(received), "latest", time.apply(happened)));
            }
            return Step.of(
                    Cause.OUT_OF_RANGE, "latest", time.apply(byEventTime ? happened : received));
        }

        private Step users() {
            return switch (facts.chart().empty()) {
                case EmptyReason.VisitUsers _ -> Step.of(Cause.VISIT_USERS);
                case EmptyReason.NoNewUsers _ -> Step.of(Cause.NO_NEW_USERS);
                case null, default -> Step.of(Cause.USERS_COUNTED, "count", facts.chart().total());
            };
        }
    }
}
