package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.maidian.catalog.Project;
import io.maidian.disk.FileDisk;
import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.log.LogPosition;
import io.maidian.query.EmptyReason;
import io.maidian.query.EventFacts;
import io.maidian.query.EventSelection;
import io.maidian.query.Interval;
import io.maidian.query.Measure;
import io.maidian.query.Query;
import io.maidian.query.QueryEngine;
import io.maidian.query.SeenEvent;
import io.maidian.query.TargetUsers;
import io.maidian.query.TimeAxis;
import io.maidian.query.TimeRange;
import io.maidian.query.UploadFate;
import io.maidian.store.EventStore;
import io.maidian.store.EventStoreContract;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB keeps the promises of the event store, and some of its own. */
class DuckDbStoreTest extends EventStoreContract {
    private static final String AI = "0a1b2c3d4e5f6789";
    private static final DuckDbOptions OPTIONS = DuckDbOptions.defaults(2);

    @TempDir private Path own;

    @Override
    protected EventStore open(Path folder, boolean caps) throws IOException {
        Dictionary.Caps small = new Dictionary.Caps(EVENT_KEYS, VARIABLES, 1000, 5);
        return open(folder, caps ? small : Dictionary.Caps.DEFAULT, () -> {});
    }

    private static DuckDbStore open(Path folder, Dictionary.Caps caps, Runnable beforeCommit)
            throws IOException {
        return DuckDbStore.open(new FileDisk(), folder, OPTIONS, caps, beforeCommit);
    }

    private static DuckDbStore open(Path folder) throws IOException {
        return DuckDbStore.open(new FileDisk(), folder, OPTIONS);
    }

    @Override
    protected QueryEngine engine(EventStore store) {
        return ((DuckDbStore) store).queryEngine();
    }

    private static EventBatch batch(int events, long position) {
        Uploads uploads = new Uploads(AI, position, 5);
        for (int i = 0; i < events; i++) {
            uploads.event("pay", "u" + i, 1, Uploads.text("x", "v" + i));
        }
        return uploads.batch();
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Small enough for its write-ahead log, and so large that rows go straight into the file. */
    @Test
    void aStoreThatDiedBeforeACommitStandsWhereItWas() throws Exception {
        for (int size : List.of(10, 140_000)) {
            Path folder = own.resolve("live" + size);
            Path died = own.resolve("died" + size);
            Runnable copyOnSecond =
                    new Runnable() {
                        private int commits;

                        @Override
                        public void run() {
                            if (++commits == 2) {
                                copy(folder, died);
                            }
                        }
                    };
            try (DuckDbStore live = open(folder, Dictionary.Caps.DEFAULT, copyOnSecond)) {
                live.add(batch(3, 0), new LogPosition(100));
                live.add(batch(size, 100), new LogPosition(200));
            }
            try (DuckDbStore found = open(died)) {
                assertThat(found.position()).isEqualTo(new LogPosition(100));
                assertThat(found.queryEngine().seenEvents(AI))
                        .extracting(SeenEvent::count)
                        .containsExactly(3L);
                found.add(batch(size, 100), new LogPosition(200));
                assertThat(found.queryEngine().seenEvents(AI))
                        .extracting(SeenEvent::count)
                        .containsExactly(3L + size);
                assertThat(count(found)).isEqualTo(3L + size);
            }
        }
    }

    @Test
    void aStoreThatDiedAfterACommitHasTheBatch() throws Exception {
        Path folder = own.resolve("live");
        Path died = own.resolve("died");
        try (DuckDbStore live = open(folder)) {
            live.add(batch(3, 0), new LogPosition(100));
            copy(folder, died);
        }
        try (DuckDbStore found = open(died)) {
            assertThat(found.position()).isEqualTo(new LogPosition(100));
            assertThat(count(found)).isEqualTo(3);
        }
    }

    private static long count(DuckDbStore store) throws IOException {
        Query.Trend all =
                new Query.Trend(
                        "pay",
                        Measure.COUNT,
                        Interval.DAY,
                        new TimeRange(0, 10),
                        TimeAxis.EVENT,
                        TargetUsers.ALL_LOGIN_USERS);
        return store.queryEngine()
                .answer(new Project(AI, "demo", ZoneOffset.UTC, 0), all)
                .series()
                .getFirst()
                .total()
                .longValueExact();
    }

    @Test
    void aBugBeforeTheCommitLeavesNothingBehind() throws Exception {
        boolean[] fails = {true};
        Runnable bug =
                () -> {
                    if (fails[0]) {
                        throw new IllegalStateException("a bug");
                    }
                };
        try (DuckDbStore store = open(own.resolve("s"), Dictionary.Caps.DEFAULT, bug)) {
            assertThatThrownBy(() -> store.add(batch(5, 0), new LogPosition(100)))
                    .hasMessage("a bug");
            assertThat(store.position()).isEqualTo(LogPosition.START);
            fails[0] = false;
            store.add(batch(3, 0), new LogPosition(100));
            assertThat(store.queryEngine().seenEvents(AI))
                    .extracting(SeenEvent::count)
                    .containsExactly(3L);
        }
    }

    @Test
    void aNewerStoreIsRefusedAndLeftAlone() throws Exception {
        open(own).close();
        try (Connection connection = raw();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE schema_version SET version = version + 1");
        }
        assertThatThrownBy(() -> open(own))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "the store has version %d, this program reads version %d",
                        Schema.VERSION + 1, Schema.VERSION)
                .hasMessageContaining("restore a backup");
        try (Connection connection = raw()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private Connection raw() throws SQLException {
        return DriverManager.getConnection("jdbc:duckdb:" + own.resolve(Database.FILE));
    }

    @Test
    void aFileThatIsNotAStoreIsRefused() throws Exception {
        Files.writeString(own.resolve(Database.FILE), "not a database ".repeat(1000));
        assertThatThrownBy(() -> open(own))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot open the store");
    }

    @Test
    void rejectedKeysBeyondTheCapAreCountedUnderOne() throws Exception {
        Dictionary.Caps caps = new Dictionary.Caps(10, 10, 100, 2);
        try (DuckDbStore store = open(own, caps, () -> {})) {
            Uploads uploads = new Uploads(AI, 0, 5);
            for (int i = 0; i < 5; i++) {
                uploads.rejected("key" + i, "cs1.missing", "{}");
            }
            store.add(uploads.rejected(null, "n.missing", "{}").batch(), new LogPosition(1));
            assertThat(store.queryEngine().seenEvents(AI))
                    .extracting(SeenEvent::key, SeenEvent::rejected)
                    .containsExactlyInAnyOrder(
                            tuple("key0", 1L),
                            tuple("key1", 1L),
                            tuple(EventStore.OVERFLOW_KEY, 3L));
            assertThat(store.queryEngine().latestUploads(AI, 1).getFirst().rejected()).isEqualTo(6);
        }
    }

    @Test
    void aProjectsVariablesBeyondItsCapAreKeptUnderOneOfEachEvent() throws Exception {
        Dictionary.Caps caps = new Dictionary.Caps(10, 10, 3, 5);
        try (DuckDbStore store = open(own, caps, () -> {})) {
            store.add(twoVariablesEach("a", "b"), new LogPosition(1));
        }
        try (DuckDbStore store = open(own, caps, () -> {})) {
            store.add(twoVariablesEach("a", "c"), new LogPosition(2));
            assertThat(store.queryEngine().seenEvents(AI))
                    .extracting(
                            SeenEvent::key,
                            event ->
                                    event.variables().stream()
                                            .map(SeenEvent.SeenVariable::key)
                                            .toList())
                    .containsExactlyInAnyOrder(
                            tuple("a", List.of("x", "y")),
                            tuple("b", List.of("x", EventStore.OVERFLOW_KEY)),
                            tuple("c", List.of(EventStore.OVERFLOW_KEY)));
        }
    }

    private static EventBatch twoVariablesEach(String... events) {
        Uploads uploads = new Uploads(AI, 0, 5);
        for (String event : events) {
            uploads.event(
                    event,
                    "u",
                    5,
                    new Variable("x", new Value.Text("1")),
                    new Variable("y", new Value.Text("2")));
        }
        return uploads.batch();
    }

    @Test
    void anEventKeyWhoseEventsWereAllDroppedSaysSo() throws Exception {
        try (DuckDbStore store = open(own, Dictionary.Caps.DEFAULT, () -> {})) {
            store.add(new Uploads(AI, 0, 5).event("pay", "u", 3).batch(), new LogPosition(1));
            assertThat(store.forgetEvents(AI, 6, 10)).isEqualTo(1);
            Query.Trend trend =
                    new Query.Trend(
                            "pay",
                            Measure.COUNT,
                            Interval.DAY,
                            new TimeRange(0, 10),
                            TimeAxis.EVENT,
                            TargetUsers.ALL_LOGIN_USERS);
            QueryEngine engine = store.queryEngine();
            assertThat(
                            engine.answer(new Project(AI, "demo", ZoneOffset.UTC, 0), trend)
                                    .emptyReason())
                    .isEqualTo(new EmptyReason.NoLongerKept(5));
            EventSelection all = new EventSelection("pay", null, null, TimeAxis.EVENT);
            assertThat(engine.eventFacts(AI, all, null).gone())
                    .isEqualTo(new EventFacts.Gone(1, 5, false));
            store.add(
                    new Uploads(AI, 1, 9).rejected("pay", "cs1.missing", "{}").batch(),
                    new LogPosition(2));
            assertThat(engine.eventFacts(AI, all, null).gone())
                    .isEqualTo(new EventFacts.Gone(1, 5, true));
        }
    }

    @Test
    void filesOutsideTheStoreCannotBeRead() throws Exception {
        Path secret = Files.writeString(own.resolve("secret.csv"), "a,b\n");
        try (Database database =
                        Database.open(new FileDisk(), own.resolve("s"), List.of(), OPTIONS);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT * FROM '" + secret + "'"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Permission Error");
            assertThatThrownBy(() -> statement.execute("SET enable_external_access = true"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void storesOfVersionOneAreRead() throws Exception {
        try (InputStream golden =
                new GZIPInputStream(
                        Objects.requireNonNull(
                                DuckDbStoreTest.class.getResourceAsStream(
                                        "/store/store-v1.duckdb.gz")))) {
            Files.copy(golden, own.resolve(Database.FILE));
        }
        try (DuckDbStore store = open(own)) {
            assertThat(store.position()).isEqualTo(new LogPosition(1000));
            SeenEvent seen = store.queryEngine().seenEvents(AI).getFirst();
            assertThat(seen.key()).isEqualTo("BuyProduct");
            assertThat(seen.count()).isEqualTo(2);
            assertThat(seen.rejected()).isEqualTo(1);
            assertThat(seen.variables())
                    .extracting(SeenEvent.SeenVariable::key)
                    .containsExactly("商品名称", "count", "price", "big");
            List<UploadFate> fates = store.queryEngine().latestUploads(AI, 10);
            assertThat(fates.get(0).refused()).isNotNull();
            assertThat(fates.get(1).warned()).isEqualTo(1);
            Event event = fates.get(1).events().get(1);
            assertThat(event.user()).isEqualTo("用户1");
            assertThat(event.variables())
                    .containsExactly(
                            Uploads.text("商品名称", "手机"),
                            Uploads.whole("count", 2),
                            Uploads.decimal("price", 19.9),
                            Uploads.whole("big", Long.MAX_VALUE));
            store.add(batch(3, 1000), new LogPosition(2000));
            assertThat(store.settle(5)).isEqualTo(5);
            assertThat(store.queryEngine().latestUploads(AI, 10).get(2).events().get(1))
                    .isEqualTo(event);
        }
        // brought up once: the second time it is an ordinary one
        try (DuckDbStore again = open(own)) {
            assertThat(again.position()).isEqualTo(new LogPosition(2000));
        }
    }

    @Test
    void aCommitThatIsInThoughItWasReportedAsFailedIsNotRepeatedWithWhatFollows() throws Exception {
        boolean[] fails = {false};
        Runnable failing =
                () -> {
                    if (fails[0]) {
                        throw new IllegalStateException("before the commit");
                    }
                };
        try (DuckDbStore store = open(own, Dictionary.Caps.DEFAULT, failing)) {
            store.add(batch(3, 0), new LogPosition(100));
            fails[0] = true;
            assertThatThrownBy(() -> store.add(batch(3, 100), new LogPosition(200)))
                    .isInstanceOf(IllegalStateException.class);
            fails[0] = false;
            // What that commit would have left.
            try (DuckDBConnection other = store.connect();
                    Statement statement = other.createStatement()) {
                statement.execute("UPDATE log_position SET position = 200");
            }
            assertThatThrownBy(() -> store.add(batch(6, 100), new LogPosition(300)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("going on from 200");
            assertThat(store.position()).isEqualTo(new LogPosition(200));
            store.add(batch(3, 200), new LogPosition(300));
            assertThat(count(store)).isEqualTo(6);
        }
    }

    @Test
    void aSlotsColumnIsMadeWhenARowFirstNeedsItAndWithThatRow() throws Exception {
        boolean[] fails = {true};
        Runnable failing =
                () -> {
                    if (fails[0]) {
                        throw new IllegalStateException("before the commit");
                    }
                };
        try (DuckDbStore store = open(own, Dictionary.Caps.DEFAULT, failing)) {
            assertThatThrownBy(() -> store.add(batch(3, 0), new LogPosition(100)))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(slots(store)).isEmpty();
            fails[0] = false;
            store.add(batch(3, 0), new LogPosition(100));
            assertThat(slots(store)).containsExactly("s1");
            Uploads later = new Uploads(AI, 100, 6);
            later.event("pay", "u", 1, Uploads.whole("n", 7), Uploads.text("y", "w"));
            store.add(later.batch(), new LogPosition(200));
            assertThat(slots(store)).containsExactly("d1", "s1", "s2");
            assertThat(store.queryEngine().latestUploads(AI, 2))
                    .extracting(fate -> fate.events().getFirst().variables())
                    .containsExactly(
                            List.of(Uploads.whole("n", 7), Uploads.text("y", "w")),
                            List.of(Uploads.text("x", "v0")));
        }
    }

    private static List<String> slots(DuckDbStore store) throws Exception {
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT column_name FROM duckdb_columns() WHERE table_name ="
                                        + " 'event_recent' AND regexp_full_match(column_name,"
                                        + " '[sd][0-9]+') ORDER BY 1")) {
            List<String> names = new ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }
}
