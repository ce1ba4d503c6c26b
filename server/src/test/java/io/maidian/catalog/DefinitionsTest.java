package io.maidian.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void aProjectIdIsWhatAddressesTake() {
        assertThatCode(() -> new Project("0-_zZ" + "x".repeat(59), "p", UTC, 0))
                .doesNotThrowAnyException();
        for (String ai : List.of("", "x".repeat(65), "a b", "项目", "a/b", "a\n")) {
            refused("ai", () -> new Project(ai, "p", UTC, 0));
        }
    }

    @Test
    void aProjectsNameIsReadableAndBounded() {
        refused("name", () -> new Project("p", "", UTC, 0));
        refused("name", () -> new Project("p", "  ", UTC, 0));
        refused("name", () -> new Project("p", "x".repeat(101), UTC, 0));
        assertThatCode(() -> new Project("p", "😀".repeat(100), UTC, 0)).doesNotThrowAnyException();
    }

    @Test
    void aProjectsZoneIsOneThatTheEngineKnowsByName() {
        refused("timezone", () -> new Project("p", "p", ZoneOffset.ofHours(8), 0));
        assertThat(new Project("p", "p", ZoneOffset.UTC, 0).zone()).isEqualTo(UTC);
    }

    @Test
    void aQuotaIsAWholeNumberFrom1() {
        long most = 1_000_000_000_000L;
        assertThatCode(() -> new Quota(new Quota.Rate(1, most), new Quota.Rate(most, 1)))
                .doesNotThrowAnyException();
        for (long bad : new long[] {0, -1, most + 1, Long.MIN_VALUE}) {
            refused("events_per_second", () -> new Quota(new Quota.Rate(bad, 1), null));
            refused("events_burst", () -> new Quota(new Quota.Rate(1, bad), null));
            refused("bytes_per_second", () -> new Quota(null, Quota.Rate.perSecond(bad)));
            refused("bytes_burst", () -> new Quota(null, new Quota.Rate(1, bad)));
        }
        assertThat(Quota.NONE.isNone()).isTrue();
        assertThat(new Quota(null, Quota.Rate.perSecond(1)).isNone()).isFalse();
    }

    @Test
    void quarantineIsKeptForWholeDays() {
        for (Duration bad :
                List.of(
                        Duration.ZERO,
                        Duration.ofHours(36),
                        Duration.ofDays(3_651),
                        Duration.ofDays(-1))) {
            refused(
                    "quarantine_days",
                    () -> new ProjectSettings(true, true, Undeclared.KEEP, Quota.NONE, bad));
        }
    }

    @Test
    void createdIdsAre16HexDigitsAndNeverMeet() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Project project = Project.create("p", UTC, () -> 42);
            assertThat(project.ai()).matches("[0-9a-f]{16}");
            assertThat(project.createdMillis()).isEqualTo(42);
            ids.add(project.ai());
            ids.add(Chart.create("p", "c", "{}", () -> 42).id());
        }
        assertThat(ids).hasSize(2_000);
    }

    @Test
    void anEventsKeyIsWhatATrimmedUploadBears() {
        for (String key : List.of("", "x".repeat(256), " x", "x\u3000", "a\0b", "\uD800")) {
            refused("key", () -> event(key, null, null));
        }
        assertThatCode(() -> event("😀".repeat(255), null, null)).doesNotThrowAnyException();
    }

    @Test
    void anEventsNameAndDescriptionAreBounded() {
        refused("name", () -> event("e", "x".repeat(101), null));
        refused("description", () -> event("e", null, "x".repeat(151)));
        assertThatCode(() -> event("e", "", "说".repeat(150))).doesNotThrowAnyException();
    }

    @Test
    void anEventsVariablesAreBoundedAndEachKeyStandsOnce() {
        VariableDefinition twice = new VariableDefinition("v", null, VariableType.INT);
        refused("variables", () -> new EventDefinition("e", null, null, List.of(twice, twice)));
        refused(
                "variables",
                () -> new EventDefinition("e", null, null, Collections.nCopies(101, twice)));
        List<VariableDefinition> most =
                IntStream.range(0, 100)
                        .mapToObj(i -> new VariableDefinition("v" + i, null, VariableType.INT))
                        .toList();
        assertThatCode(() -> new EventDefinition("e", null, null, most)).doesNotThrowAnyException();
    }

    @Test
    void tagsAreFewAndShortAndEachStandsOnce() {
        List<String> most = IntStream.range(0, 20).mapToObj(i -> "tag" + i).toList();
        assertThatCode(() -> tagged(most)).doesNotThrowAnyException();
        assertThatCode(() -> tagged(List.of("说".repeat(50), "a b"))).doesNotThrowAnyException();
        refused("tags", () -> tagged(Collections.nCopies(21, "x")));
        for (String tag : List.of("", " a", "a\nb", "x".repeat(51), "\uD800")) {
            refused("tags", () -> tagged(List.of(tag)));
        }
        refused("tags", () -> tagged(List.of("a", "a")));
    }

    private static VariableDefinition tagged(List<String> tags) {
        return new VariableDefinition("v", null, null, tags, VariableType.INT);
    }

    @Test
    void aDeclaredKeyIsWhatGrowingIoTakes() {
        for (String key : List.of("a", "_", "BuyProduct", "a".repeat(50), "A_9")) {
            assertThat(DeclaredKey.matches(key)).as(key).isTrue();
        }
        for (String key : List.of("", "9a", "a-b", "购买", "a b", "a".repeat(51), "a\n")) {
            assertThat(DeclaredKey.matches(key)).as(key).isFalse();
        }
    }

    @Test
    void aChartIsBounded() {
        refused("id", () -> new Chart("a b", "p", "c", "{}", 0));
        refused("name", () -> new Chart("c", "p", "", "{}", 0));
        refused("query", () -> new Chart("c", "p", "c", "", 0));
        refused("query", () -> new Chart("c", "p", "c", "x".repeat(65_537), 0));
    }

    @Test
    void aRefusalSaysFieldExpectedAndGot() {
        assertThatThrownBy(() -> new Project("a b", "p", UTC, 0))
                .hasMessage(
                        "ai: expected 1 to 64 of the letters a-z and A-Z, digits, _ and -,"
                                + " got \"a b\"");
    }

    private static EventDefinition event(
            String key, @Nullable String name, @Nullable String description) {
        return new EventDefinition(key, name, description, List.of());
    }

    private static void refused(String field, ThrowingCallable made) {
        assertThatThrownBy(made)
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
