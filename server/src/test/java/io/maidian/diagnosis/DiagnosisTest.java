package io.maidian.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.Quota;
import io.maidian.catalog.Undeclared;
import io.maidian.diagnosis.Facts.Asked;
import io.maidian.diagnosis.Facts.Chart;
import io.maidian.diagnosis.Facts.Elsewhere;
import io.maidian.diagnosis.Facts.Lag;
import io.maidian.diagnosis.Facts.ProjectFacts;
import io.maidian.diagnosis.Facts.Refused;
import io.maidian.diagnosis.Step.Verdict;
import io.maidian.intake.Language;
import io.maidian.query.EmptyReason;
import io.maidian.query.EventFacts;
import io.maidian.query.TimeAxis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each cause that the walk can find, reached from facts where everything else is right. */
class DiagnosisTest {
    private static final long NOW = 1_000_000_000;
    private static final long DAY = 86_400_000;
    private static final Elsewhere ELSEWHERE = new Elsewhere("91eaf", 7, NOW, "10.0.0.9");
    private static final Refused REFUSED = new Refused(3, NOW, "body.not_json", "not JSON");
    private static final EventFacts NONE = new EventFacts(0, 0, 0, null, null, null, List.of());
    private static final List<EmptyReason.Rejection> REJECTIONS =
            List.of(new EmptyReason.Rejection("cs1.missing", 4));

    private static EventFacts gone(boolean rejectedSince) {
        EventFacts.Gone gone = new EventFacts.Gone(7, NOW - DAY, rejectedSince);
        return new EventFacts(0, 0, 0, null, null, gone, REJECTIONS);
    }

    /** Facts that are changed one by one; everything is right at first. */
    private static final class Given {
        private @Nullable String user;
        private @Nullable Long sent;
        private TimeAxis axis = TimeAxis.EVENT;
        private boolean uploads = true;
        private Undeclared undeclared = Undeclared.KEEP;
        private @Nullable Long last = NOW;
        private boolean declared = true;
        private @Nullable Elsewhere elsewhere;
        private @Nullable Refused overQuota;
        private @Nullable Refused refused;
        private EventFacts event = new EventFacts(5, 5, 5, NOW, NOW, null, List.of());
        private List<String> keys = List.of("BuyProduct", "Login");
        private Chart chart = new Chart(5, null);
        private Lag lag = new Lag(0, 0);

        Facts facts() {
            return new Facts(
                    new Asked("BuyProduct", user, sent, axis),
                    new ProjectFacts(
                            "91d3",
                            new ProjectSettings(
                                    uploads, true, undeclared, Quota.NONE, Duration.ofDays(30)),
                            last,
                            declared,
                            elsewhere,
                            overQuota,
                            refused),
                    event,
                    keys,
                    chart,
                    lag);
        }
    }

    private static Diagnosis walk(UnaryOperator<Given> change) {
        return Diagnosis.of(change.apply(new Given()).facts(), millis -> "t" + millis);
    }

    private static Map.Entry<Cause, UnaryOperator<Given>> row(
            Cause cause, java.util.function.Consumer<Given> change) {
        return Map.entry(
                cause,
                given -> {
                    change.accept(given);
                    return given;
                });
    }

    private static final List<Map.Entry<Cause, UnaryOperator<Given>>> ROWS =
            List.of(
                    row(
                            Cause.NOTHING_RECEIVED,
                            given -> {
                                given.last = null;
                                given.event = NONE;
                                given.keys = List.of();
                            }),
                    row(
                            Cause.ONLY_ELSEWHERE,
                            given -> {
                                given.last = null;
                                given.event = NONE;
                                given.elsewhere = ELSEWHERE;
                            }),
                    row(Cause.RECEIVED, _ -> {}),
                    row(
                            Cause.OTHER_PROJECT,
                            given -> {
                                given.last = null;
                                given.event = NONE;
                                given.elsewhere = ELSEWHERE;
                            }),
                    row(Cause.OTHER_PROJECT_TOO, given -> given.elsewhere = ELSEWHERE),
                    row(Cause.RIGHT_PROJECT, _ -> {}),
                    row(Cause.UPLOADS_OFF, given -> given.uploads = false),
                    row(Cause.UPLOADS_ON, _ -> {}),
                    row(Cause.OVER_QUOTA, given -> given.overQuota = REFUSED),
                    row(Cause.WITHIN_QUOTA, _ -> {}),
                    row(
                            Cause.UPLOADS_REFUSED,
                            given -> {
                                given.refused = REFUSED;
                                given.event = NONE;
                            }),
                    row(Cause.SOME_REFUSED, given -> given.refused = REFUSED),
                    row(Cause.READ, _ -> {}),
                    row(Cause.NOT_INDEXED, given -> given.lag = new Lag(1_000, 12)),
                    row(Cause.INDEXED_NOW, given -> given.lag = new Lag(1_000, 1)),
                    row(
                            Cause.ALL_REJECTED,
                            given ->
                                    given.event =
                                            new EventFacts(0, 0, 0, null, null, null, REJECTIONS)),
                    row(Cause.NO_LONGER_KEPT, given -> given.event = gone(false)),
                    row(Cause.REJECTED_SINCE, given -> given.event = gone(true)),
                    row(
                            Cause.NOT_THIS_USER,
                            given -> {
                                given.user = "u1";
                                given.event = new EventFacts(5, 0, 0, null, null, null, List.of());
                            }),
                    row(Cause.NOT_SINCE, given -> given.sent = NOW + 100_000),
                    row(
                            Cause.SOME_REJECTED,
                            given ->
                                    given.event =
                                            new EventFacts(5, 5, 5, NOW, NOW, null, REJECTIONS)),
                    row(Cause.EVENTS_ACCEPTED, given -> given.sent = NOW),
                    row(Cause.NONE_OF_THIS_KEY, given -> given.event = NONE),
                    row(
                            Cause.UNDECLARED_DISCARDED,
                            given -> {
                                given.declared = false;
                                given.undeclared = Undeclared.DISCARD;
                            }),
                    row(
                            Cause.UNDECLARED_QUARANTINED,
                            given -> {
                                given.declared = false;
                                given.undeclared = Undeclared.QUARANTINE;
                                given.event = NONE;
                            }),
                    row(Cause.UNDECLARED_KEPT, given -> given.declared = false),
                    row(Cause.IS_DECLARED, _ -> {}),
                    row(
                            Cause.SPELT_OTHERWISE,
                            given -> {
                                given.event = NONE;
                                given.keys = List.of("buyproduct", "Login");
                            }),
                    row(
                            Cause.NEVER_RECEIVED,
                            given -> {
                                given.event = NONE;
                                given.keys = List.of("Login");
                            }),
                    row(Cause.SPELT_RIGHT, _ -> {}),
                    row(
                            Cause.CLOCK_OFF,
                            given -> {
                                given.event =
                                        new EventFacts(
                                                5, 5, 0, NOW, NOW - 9 * DAY, null, List.of());
                                given.chart = new Chart(0, new EmptyReason.OutOfRange(NOW));
                            }),
                    row(
                            Cause.OUT_OF_RANGE,
                            given -> {
                                given.event = new EventFacts(5, 5, 0, NOW, NOW, null, List.of());
                                given.chart = new Chart(0, new EmptyReason.OutOfRange(NOW));
                            }),
                    row(Cause.IN_RANGE, _ -> {}),
                    row(
                            Cause.VISIT_USERS,
                            given -> given.chart = new Chart(0, new EmptyReason.VisitUsers())),
                    row(
                            Cause.NO_NEW_USERS,
                            given -> given.chart = new Chart(0, new EmptyReason.NoNewUsers())),
                    row(Cause.USERS_COUNTED, _ -> {}));

    @TestFactory
    List<DynamicTest> eachCauseIsFoundAndAProblemIsTheVerdict() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<Cause, UnaryOperator<Given>> row : ROWS) {
            tests.add(
                    DynamicTest.dynamicTest(
                            row.getKey().code(),
                            () -> {
                                Diagnosis diagnosis = walk(row.getValue());
                                assertThat(diagnosis.steps())
                                        .extracting(Step::cause)
                                        .contains(row.getKey());
                                if (row.getKey().verdict() == Verdict.PROBLEM) {
                                    assertThat(diagnosis.verdict().cause()).isEqualTo(row.getKey());
                                }
                            }));
        }
        return tests;
    }

    @Test
    void noCauseIsLeftOutOfTheTable() {
        Set<Cause> reached = EnumSet.noneOf(Cause.class);
        ROWS.forEach(row -> reached.add(row.getKey()));
        assertThat(reached).containsExactlyInAnyOrder(Cause.values());
    }

    @Test
    void whereNothingIsWrongTheChartShowsIt() {
        Diagnosis diagnosis = walk(given -> given);
        assertThat(diagnosis.verdict().cause()).isEqualTo(Cause.USERS_COUNTED);
        assertThat(diagnosis.steps())
                .extracting(step -> step.cause().question())
                .containsExactly(Step.Question.values());
    }

    @Test
    void whoeverAsksForAUsersEventIsNotToldOfOthersInTheRange() {
        Diagnosis diagnosis =
                walk(given -> {
                    given.user = "u1";
                    given.event = new EventFacts(5, 2, 0, NOW, NOW - DAY / 48, null, List.of());
                    given.chart = new Chart(3, null);
                    return given;
                });
        assertThat(diagnosis.verdict())
                .isEqualTo(Step.of(Cause.OUT_OF_RANGE, "latest", "t" + (NOW - DAY / 48)));
    }

    @Test
    void everyValueThatTheWordsNameIsGivenInBothLanguages() {
        for (Map.Entry<Cause, UnaryOperator<Given>> row : ROWS) {
            for (Step step : walk(row.getValue()).steps()) {
                for (Language language : Language.values()) {
                    String message = step.cause().message(step.values(), language);
                    // The reason's words are put in by who knows the rules.
                    assertThat(message.replace("{reason}", ""))
                            .doesNotContain("{", "}")
                            .isNotBlank();
                }
            }
        }
    }

    @Test
    void similarKeysAreThoseThatMayBeMeant() {
        List<String> keys =
                Arrays.asList(
                        "buyProduct", "Buy_Product", "BuyProdcut", "BuyProducts", "Login", "购买商品");
        assertThat(SimilarKeys.of("BuyProduct", keys))
                .containsExactlyInAnyOrder(
                        "buyProduct", "Buy_Product", "BuyProdcut", "BuyProducts");
        assertThat(SimilarKeys.of("BuyProduct ", List.of("BuyProduct")))
                .containsExactly("BuyProduct");
        assertThat(SimilarKeys.of("购买商品", keys)).isEmpty();
        assertThat(SimilarKeys.of("购买商", keys)).containsExactly("购买商品");
        assertThat(SimilarKeys.of("ab", List.of("ac", "a"))).isEmpty();
    }

    @Test
    void tenThousandLongKeysAreLookedThroughAtOnce() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add("x".repeat(60) + i);
        }
        assertThat(SimilarKeys.of("x".repeat(60) + "12345", keys)).hasSizeLessThanOrEqualTo(5);
    }
}
