package io.maidian.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.event.RetentionCutoffs;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every catalog promises. */
public abstract class CatalogContract {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Project SHOP = new Project("a1b2c3d4e5f60718", "商城", SHANGHAI, 1_000);
    private static final ProjectSettings STRICT =
            new ProjectSettings(
                    false,
                    false,
                    Undeclared.DISCARD,
                    new Quota(new Quota.Rate(1, 1_000_000_000_000L), Quota.Rate.perSecond(500)),
                    Duration.ofDays(7),
                    Duration.ofDays(365));
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String OTHER_HASH = "fedcba9876543210".repeat(4);

    private Catalog catalog;

    /** Opens the test's one catalog; what an earlier opening wrote is in it. */
    protected abstract Catalog open() throws IOException;

    @BeforeEach
    final void openFirst() throws IOException {
        catalog = open();
    }

    @AfterEach
    final void closeLast() {
        catalog.close();
    }

    private void reopen() throws IOException {
        catalog.close();
        catalog = open();
    }

    @Test
    void aNewCatalogIsEmpty() {
        assertThat(catalog.projects()).isEmpty();
        assertThat(catalog.snapshot().entries()).isEmpty();
        assertThat(catalog.events("nobody")).isEmpty();
        assertThat(catalog.charts("nobody")).isEmpty();
        assertThat(catalog.chart("nobody", "none")).isNull();
    }

    @Test
    void aCreatedProjectIsInTheNextSnapshotAndAfterReopening() throws IOException {
        assertThat(catalog.addProject(SHOP)).isTrue();
        assertThat(catalog.snapshot().project(SHOP.ai())).isEqualTo(SHOP);
        reopen();
        assertThat(catalog.snapshot().project(SHOP.ai())).isEqualTo(SHOP);
        assertThat(catalog.projects()).containsExactly(SHOP);
    }

    @Test
    void anOlderSnapshotStaysAsItWas() {
        CatalogSnapshot before = catalog.snapshot();
        catalog.addProject(SHOP);
        assertThat(before.project(SHOP.ai())).isNull();
    }

    @Test
    void theSameProjectIdTwiceIsRefused() {
        catalog.addProject(SHOP);
        assertThat(catalog.addProject(new Project(SHOP.ai(), "other", SHANGHAI, 2_000))).isFalse();
        assertThat(catalog.projects()).containsExactly(SHOP);
    }

    @Test
    void projectsStandOldestFirst() {
        Project late = new Project("late", "late", SHANGHAI, 3);
        Project sameFirst = new Project("z", "added first", SHANGHAI, 2);
        Project sameSecond = new Project("a", "added second", SHANGHAI, 2);
        List.of(late, sameFirst, sameSecond).forEach(catalog::addProject);
        assertThat(catalog.projects()).containsExactly(sameFirst, sameSecond, late);
    }

    @Test
    void aProjectThatWasChangedKeepsItsIdAndPlace() throws IOException {
        Project late = new Project("late", "late", SHANGHAI, 9_000);
        catalog.addProject(SHOP);
        catalog.addProject(late);
        catalog.changeSettings(SHOP.ai(), _ -> STRICT);
        ZoneId tokyo = ZoneId.of("Asia/Tokyo");
        Project changed = new Project(SHOP.ai(), "Shop 😀", tokyo, SHOP.createdMillis());
        assertThat(catalog.changeProject(SHOP.ai(), now -> named(now, "Shop 😀", tokyo)))
                .isEqualTo(changed);
        assertThat(catalog.snapshot().entry(SHOP.ai()))
                .isEqualTo(new CatalogSnapshot.Entry(changed, STRICT));
        reopen();
        assertThat(catalog.projects()).containsExactly(changed, late);
        assertThatThrownBy(() -> catalog.changeProject("nobody", now -> now))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog.projects()).containsExactly(changed, late);
    }

    private static Project named(Project project, String name, ZoneId zone) {
        return new Project(project.ai(), name, zone, project.createdMillis());
    }

    private void declare(String ai, EventDefinition event) {
        while (!catalog.declare(ai, event, catalog.snapshot().plan(ai))) {
            Thread.onSpinWait();
        }
    }

    private void declare(String ai, VariableDefinition variable) {
        assertThat(catalog.declare(ai, variable, catalog.snapshot().plan(ai))).isTrue();
    }

    @Test
    void whatWasJudgedByAnOlderPlanIsNotDeclared() {
        catalog.addProject(SHOP);
        TrackingPlan older = catalog.snapshot().plan(SHOP.ai());
        VariableDefinition exact = new VariableDefinition("price", null, VariableType.DOUBLE);
        declare(SHOP.ai(), exact);
        VariableDefinition whole = new VariableDefinition("price", null, VariableType.INT);
        EventDefinition buy = new EventDefinition("Buy", null, null, List.of(whole));
        assertThat(catalog.declare(SHOP.ai(), buy, older)).isFalse();
        assertThat(catalog.declare(SHOP.ai(), whole, older)).isFalse();
        assertThat(catalog.events(SHOP.ai())).isEmpty();
        assertThat(catalog.variables(SHOP.ai())).containsExactly(exact);
        assertThat(catalog.declare(SHOP.ai(), buy, catalog.snapshot().plan(SHOP.ai()))).isTrue();
    }

    @Test
    void aNewProjectHasTheDefaultSettings() {
        catalog.addProject(SHOP);
        assertThat(settings(SHOP)).isEqualTo(ProjectSettings.DEFAULTS);
    }

    @Test
    void changedSettingsAreInTheNextSnapshotAndAfterReopening() throws IOException {
        Project other = new Project("other", "other", SHANGHAI, 5);
        catalog.addProject(SHOP);
        catalog.addProject(other);
        CatalogSnapshot before = catalog.snapshot();
        assertThat(catalog.changeSettings(SHOP.ai(), _ -> STRICT)).isEqualTo(STRICT);
        assertThat(settings(SHOP)).isEqualTo(STRICT);
        assertThat(before.entry(SHOP.ai()))
                .isEqualTo(new CatalogSnapshot.Entry(SHOP, ProjectSettings.DEFAULTS));
        reopen();
        assertThat(settings(SHOP)).isEqualTo(STRICT);
        assertThat(settings(other)).isEqualTo(ProjectSettings.DEFAULTS);
        catalog.changeSettings(SHOP.ai(), _ -> ProjectSettings.DEFAULTS);
        assertThat(settings(SHOP)).isEqualTo(ProjectSettings.DEFAULTS);
    }

    @Test
    void aCutoffNeverFalls() throws IOException {
        assertThat(catalog.cutoffs()).isEqualTo(RetentionCutoffs.NONE);
        catalog.addProject(SHOP);
        raise(Map.of(SHOP.ai(), 100L, "nobody", 100L), Map.of(SHOP.ai(), 50L), 1_000);
        raise(Map.of(SHOP.ai(), 90L), Map.of(SHOP.ai(), 60L), 1_000);
        RetentionCutoffs raised =
                new RetentionCutoffs(Map.of(SHOP.ai(), 100L), Map.of(SHOP.ai(), 60L));
        assertThat(catalog.cutoffs()).isEqualTo(raised);
        catalog.changeSettings(SHOP.ai(), _ -> STRICT);
        raise(Map.of(), Map.of(), 1_000);
        reopen();
        assertThat(catalog.cutoffs()).isEqualTo(raised);
    }

    @Test
    void aCutoffThatAWrongClockLeftInTheFutureIsTakenBack() {
        catalog.addProject(SHOP);
        raise(Map.of(SHOP.ai(), 5_000L), Map.of(), 6_000);
        assertThat(catalog.cutoffs().until(1_000)).isEqualTo(RetentionCutoffs.NONE);
        raise(Map.of(SHOP.ai(), 900L), Map.of(), 1_000);
        assertThat(catalog.cutoffs().events()).containsExactly(Map.entry(SHOP.ai(), 900L));
        assertThat(catalog.cutoffs().until(1_000)).isEqualTo(catalog.cutoffs());
    }

    private void raise(Map<String, Long> events, Map<String, Long> rejected, long nowMillis) {
        catalog.raiseCutoffs(new RetentionCutoffs(events, rejected), nowMillis);
    }

    @Test
    void aChangeOfSettingsThatFailsChangesNothing() {
        catalog.addProject(SHOP);
        catalog.changeSettings(SHOP.ai(), _ -> STRICT);
        assertThatThrownBy(() ->
                        catalog.changeSettings(
                                SHOP.ai(),
                                _ -> {
                                    throw new InvalidFieldException("a", "b", "c");
                                }))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(settings(SHOP)).isEqualTo(STRICT);
        assertThatThrownBy(() -> catalog.changeSettings("nobody", _ -> STRICT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoChangesOfSettingsAtOnceFollowEachOther() throws Exception {
        catalog.addProject(SHOP);
        catalog.changeSettings(SHOP.ai(), now -> retention(now, 1));
        int changes = 20;
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            work.add(() -> {
                catalog.changeSettings(
                        SHOP.ai(), now -> retention(now, now.quarantineRetention().toDays() + 1));
                return true;
            });
        }
        runAll(work);
        assertThat(settings(SHOP).quarantineRetention()).isEqualTo(Duration.ofDays(1 + changes));
    }

    private static ProjectSettings retention(ProjectSettings now, long days) {
        return new ProjectSettings(
                now.uploads(),
                now.retryDetection(),
                now.undeclared(),
                now.quota(),
                Duration.ofDays(days));
    }

    private ProjectSettings settings(Project project) {
        return Objects.requireNonNull(catalog.snapshot().entry(project.ai())).settings();
    }

    @Test
    void aDeclarationIsKeptAsItWasMade() throws IOException {
        catalog.addProject(SHOP);
        EventDefinition event =
                new EventDefinition(
                        "BuyProduct",
                        "购买商品",
                        "付款成功时 😀 'quoted' \"twice\"; -- ",
                        List.of(
                                new VariableDefinition("product", "商品", VariableType.STRING),
                                new VariableDefinition("amount", null, VariableType.DOUBLE),
                                new VariableDefinition("Amount", "", VariableType.INT)));
        declare(SHOP.ai(), event);
        reopen();
        assertThat(catalog.events(SHOP.ai())).containsExactly(event);
    }

    @Test
    void declaringAgainReplaces() {
        catalog.addProject(SHOP);
        VariableDefinition kept = new VariableDefinition("kept", null, VariableType.INT);
        VariableDefinition gone = new VariableDefinition("gone", null, VariableType.INT);
        declare(SHOP.ai(), new EventDefinition("e", "old", "old", List.of(gone, kept)));
        EventDefinition again = new EventDefinition("e", null, null, List.of(kept));
        declare(SHOP.ai(), again);
        assertThat(catalog.events(SHOP.ai())).containsExactly(again);
    }

    @Test
    void tagsAndDescriptionsAreKept() throws IOException {
        catalog.addProject(SHOP);
        VariableDefinition price =
                new VariableDefinition(
                        "price", "价格", "元", List.of("钱", "a b"), VariableType.DOUBLE);
        EventDefinition event =
                new EventDefinition("e", null, null, List.of("核心", "v2"), List.of(price));
        declare(SHOP.ai(), event);
        reopen();
        assertThat(catalog.events(SHOP.ai())).containsExactly(event);
        assertThat(catalog.variables(SHOP.ai())).containsExactly(price);
        assertThat(catalog.snapshot().plan(SHOP.ai()).event("e")).isEqualTo(event);
    }

    @Test
    void aVariableIsTheProjectsAndHasOneTypeInAllItsEvents() {
        catalog.addProject(SHOP);
        VariableDefinition price = new VariableDefinition("price", "价格", VariableType.INT);
        VariableDefinition exact = new VariableDefinition("price", "Price", VariableType.DOUBLE);
        declare(SHOP.ai(), new EventDefinition("a", null, null, List.of(price)));
        declare(SHOP.ai(), new EventDefinition("b", null, null, List.of(exact)));
        assertThat(catalog.variables(SHOP.ai())).containsExactly(exact);
        assertThat(catalog.events(SHOP.ai()))
                .extracting(EventDefinition::variables)
                .containsOnly(List.of(exact));
        declare(SHOP.ai(), price);
        assertThat(catalog.snapshot().plan(SHOP.ai()).type("price")).isEqualTo(VariableType.INT);
    }

    @Test
    void aKeyIsAnEventsOrAVariablesButNotBoth() {
        catalog.addProject(SHOP);
        VariableDefinition variable = new VariableDefinition("v", null, VariableType.INT);
        EventDefinition event = new EventDefinition("e", null, null, List.of(variable));
        declare(SHOP.ai(), event);
        assertThatThrownBy(
                        () -> declare(SHOP.ai(), new EventDefinition("v", null, null, List.of())))
                .isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() ->
                        declare(SHOP.ai(), new VariableDefinition("e", null, VariableType.INT)))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(catalog.events(SHOP.ai())).containsExactly(event);
        assertThat(catalog.variables(SHOP.ai())).containsExactly(variable);
    }

    @Test
    void aRemovedEventLeavesItsVariablesAndARemovedVariableItsEvents() throws IOException {
        catalog.addProject(SHOP);
        VariableDefinition kept = new VariableDefinition("kept", null, VariableType.INT);
        VariableDefinition gone = new VariableDefinition("gone", null, VariableType.INT);
        declare(SHOP.ai(), new EventDefinition("a", null, null, List.of(gone, kept)));
        declare(SHOP.ai(), new EventDefinition("b", null, null, List.of(kept)));
        assertThat(catalog.removeVariable(SHOP.ai(), "gone")).isTrue();
        assertThat(catalog.removeVariable(SHOP.ai(), "gone")).isFalse();
        assertThat(catalog.removeEvent(SHOP.ai(), "b")).isTrue();
        assertThat(catalog.removeEvent(SHOP.ai(), "b")).isFalse();
        assertThat(catalog.removeEvent("nobody", "a")).isFalse();
        reopen();
        assertThat(catalog.events(SHOP.ai()))
                .containsExactly(new EventDefinition("a", null, null, List.of(kept)));
        assertThat(catalog.variables(SHOP.ai())).containsExactly(kept);
    }

    @Test
    void thePlanOfTheSnapshotFollowsEveryChange() {
        catalog.addProject(SHOP);
        assertThat(catalog.snapshot().plan(SHOP.ai()).declares("e")).isFalse();
        VariableDefinition variable = new VariableDefinition("v", null, VariableType.INT);
        declare(SHOP.ai(), new EventDefinition("e", null, null, List.of(variable)));
        declare(SHOP.ai(), new EventDefinition("other", null, null, List.of()));
        catalog.changeSettings(SHOP.ai(), settings -> settings);
        TrackingPlan plan = catalog.snapshot().plan(SHOP.ai());
        assertThat(plan.declares("e", "v")).isTrue();
        assertThat(plan.declares("other", "v")).isFalse();
        assertThat(plan.declares("nobody", "v")).isFalse();
        assertThat(plan.type("v")).isEqualTo(VariableType.INT);
        assertThat(plan.type("e")).isNull();
        catalog.removeEvent(SHOP.ai(), "e");
        assertThat(catalog.snapshot().plan(SHOP.ai()).declares("e")).isFalse();
        assertThat(plan.declares("e")).isTrue();
        assertThat(catalog.snapshot().plan("nobody").hasVariables()).isFalse();
    }

    @Test
    void eventsStandByKeyInTheOrderOfCodePoints() {
        catalog.addProject(SHOP);
        List<String> keys = List.of("Z", "a", "购买", "\uFF21", "😀");
        for (String key : keys.reversed()) {
            declare(SHOP.ai(), new EventDefinition(key, null, null, List.of()));
        }
        assertThat(catalog.events(SHOP.ai()).stream().map(EventDefinition::key))
                .containsExactlyElementsOf(keys);
    }

    @Test
    void projectsDoNotSeeEachOther() {
        Project other = new Project("other", "other", SHANGHAI, 5);
        catalog.addProject(SHOP);
        catalog.addProject(other);
        declare(SHOP.ai(), new EventDefinition("e", "shop's", null, List.of()));
        declare(other.ai(), new EventDefinition("e", "other's", null, List.of()));
        catalog.saveChart(new Chart("c", SHOP.ai(), "shop's", "{}", 1));
        assertThat(catalog.events(other.ai()).getFirst().name()).isEqualTo("other's");
        assertThat(catalog.charts(other.ai())).isEmpty();
        assertThat(catalog.chart(other.ai(), "c")).isNull();
        assertThat(catalog.deleteChart(other.ai(), "c")).isFalse();
    }

    @Test
    void nothingIsDeclaredInAProjectThatIsNotThere() {
        EventDefinition event = new EventDefinition("e", null, null, List.of());
        assertThatThrownBy(() -> declare("nobody", event))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog.saveChart(new Chart("c", "nobody", "c", "{}", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog.events("nobody")).isEmpty();
    }

    @Test
    void chartsStandNewestFirst() throws IOException {
        catalog.addProject(SHOP);
        Chart old = new Chart("old", SHOP.ai(), "旧", "{\"kind\":\"trend\"}", 1);
        Chart same = new Chart("same", SHOP.ai(), "same", "{}", 2);
        Chart last = new Chart("last", SHOP.ai(), "last", "{}", 2);
        List.of(old, same, last).forEach(catalog::saveChart);
        reopen();
        assertThat(catalog.charts(SHOP.ai())).containsExactly(last, same, old);
        assertThat(catalog.chart(SHOP.ai(), "old")).isEqualTo(old);
    }

    @Test
    void savingAChartAgainReplacesIt() {
        catalog.addProject(SHOP);
        catalog.saveChart(new Chart("c", SHOP.ai(), "before", "{}", 1));
        Chart after = new Chart("c", SHOP.ai(), "after", "{\"kind\":\"trend\"}", 1);
        catalog.saveChart(after);
        assertThat(catalog.charts(SHOP.ai())).containsExactly(after);
    }

    @Test
    void aDeletedChartIsGone() {
        catalog.addProject(SHOP);
        catalog.saveChart(new Chart("c", SHOP.ai(), "c", "{}", 1));
        assertThat(catalog.deleteChart(SHOP.ai(), "c")).isTrue();
        assertThat(catalog.deleteChart(SHOP.ai(), "c")).isFalse();
        assertThat(catalog.chart(SHOP.ai(), "c")).isNull();
    }

    @Test
    void sessionsExpire() throws IOException {
        catalog.addSession(HASH, 1_000, 2_000);
        reopen();
        assertThat(catalog.hasSession(HASH, 1_999)).isTrue();
        assertThat(catalog.hasSession(HASH, 2_000)).isFalse();
        assertThat(catalog.hasSession(OTHER_HASH, 1_000)).isFalse();
    }

    @Test
    void expiredSessionsAreForgottenOnTheWay() {
        catalog.addSession(HASH, 1_000, 2_000);
        catalog.addSession(OTHER_HASH, 2_000, 3_000);
        assertThat(catalog.hasSession(HASH, 1_500)).isFalse();
    }

    @Test
    void aDeletedSessionIsGone() {
        catalog.addSession(HASH, 1_000, 2_000);
        catalog.deleteSession(HASH);
        catalog.deleteSession(HASH);
        assertThat(catalog.hasSession(HASH, 1_500)).isFalse();
    }

    @Test
    void concurrentWritersLoseNothing() throws Exception {
        catalog.addProject(SHOP);
        int writers = 4;
        int each = 10;
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            int number = writer;
            work.add(() -> {
                for (int i = 0; i < each; i++) {
                    String name = "w" + number + "-" + i;
                    catalog.addProject(new Project(name, name, SHANGHAI, i));
                    assertThat(catalog.snapshot().project(name)).isNotNull();
                    declare(SHOP.ai(), new EventDefinition(name, null, null, List.of()));
                    catalog.saveChart(new Chart(name, SHOP.ai(), name, "{}", i));
                }
                return true;
            });
        }
        runAll(work);
        assertThat(catalog.projects()).hasSize(1 + writers * each);
        assertThat(catalog.snapshot().entries()).hasSize(1 + writers * each);
        assertThat(catalog.events(SHOP.ai())).hasSize(writers * each);
        assertThat(catalog.charts(SHOP.ai())).hasSize(writers * each);
    }

    @Test
    void ofManyWhoAddOneProjectOneSucceeds() throws Exception {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            work.add(() -> catalog.addProject(SHOP));
        }
        assertThat(runAll(work)).containsOnlyOnce(true);
    }

    private static List<Boolean> runAll(List<Callable<Boolean>> work)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> one : threads.invokeAll(work)) {
                results.add(one.get());
            }
            return results;
        }
    }
}
