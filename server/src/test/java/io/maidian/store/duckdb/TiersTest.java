package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.FileDisk;
import io.maidian.log.LogPosition;
import io.maidian.query.SeenEvent;
import io.maidian.store.UnloadableException;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events move from the recent tier to the settled one, each once, whatever happens meanwhile. */
class TiersTest {
    private static final String AI = "0a1b2c3d4e5f6789";

    @TempDir private Path folder;

    /** What happens before the next commit. */
    private Action beforeCommit = () -> {};

    private interface Action {
        void run() throws IOException, UnloadableException;
    }

    private DuckDbStore open(Path where) throws IOException {
        return DuckDbStore.open(
                new FileDisk(),
                where,
                DuckDbOptions.defaults(2),
                Dictionary.Caps.DEFAULT,
                this::beforeCommit);
    }

    private void beforeCommit() {
        Action action = beforeCommit;
        beforeCommit = () -> {};
        try {
            action.run();
        } catch (IOException | UnloadableException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds an upload of events of two kinds, the later ones first. */
    private static void add(DuckDbStore store, int upload, int events)
            throws IOException, UnloadableException {
        Uploads uploads = new Uploads(AI, upload * 1000L, 5);
        for (int i = 0; i < events; i++) {
            String kind = i % 2 == 0 ? "pay" : "look";
            uploads.event(kind, "u" + upload + "-" + i, 1000 - i, Uploads.text("x", "v" + i));
        }
        store.add(uploads.batch(), new LogPosition((upload + 1) * 1000L));
    }

    private static List<String> users(DuckDbStore store, String table) throws SQLException {
        List<String> users = new ArrayList<>();
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT user_id FROM " + table)) {
            while (row.next()) {
                users.add(row.getString(1));
            }
        }
        return users;
    }

    @Test
    void aRunIsSortedByEventAndTime() throws Exception {
        try (DuckDbStore store = open(folder)) {
            add(store, 0, 5);
            assertThat(store.settle(5)).isEqualTo(5);
            assertThat(users(store, "event_settled"))
                    .containsExactly("u0-4", "u0-2", "u0-0", "u0-3", "u0-1");
            assertThat(users(store, "event_recent")).isEmpty();
        }
    }

    @Test
    void tooFewForARunStayAsTheyAre() throws Exception {
        try (DuckDbStore store = open(folder)) {
            add(store, 0, 5);
            assertThat(store.settle(6)).isZero();
            assertThat(store.settle()).isZero();
            assertThat(users(store, "event_recent")).hasSize(5);
        }
    }

    @Test
    void aStepTakesTheOldestAndWholeUploads() throws Exception {
        try (DuckDbStore store = open(folder)) {
            add(store, 0, 2);
            add(store, 1, 2);
            add(store, 2, 2);
            assertThat(store.settle(3)).isEqualTo(4);
            assertThat(users(store, "event_recent")).containsExactly("u2-0", "u2-1");
            assertThat(store.settle(3)).isZero();
            assertThat(users(store, "event")).hasSize(6);
        }
    }

    @Test
    void whatIsAddedMeanwhileStaysRecent() throws Exception {
        try (DuckDbStore store = open(folder)) {
            add(store, 0, 3);
            beforeCommit = () -> add(store, 1, 2);
            assertThat(store.settle(1)).isEqualTo(3);
            assertThat(users(store, "event_settled")).hasSize(3);
            assertThat(users(store, "event_recent")).containsExactly("u1-0", "u1-1");
        }
    }

    @Test
    void aColumnThatIsMadeMeanwhileOnlyDelaysTheStep() throws Exception {
        try (DuckDbStore store = open(folder)) {
            add(store, 0, 3);
            Uploads wider = new Uploads(AI, 1000, 5);
            wider.event("pay", "w", 1, Uploads.text("x", "v"), Uploads.text("y", "new"));
            beforeCommit = () -> store.add(wider.batch(), new LogPosition(2000));
            assertThatThrownBy(() -> store.settle(1)).isInstanceOf(IOException.class);
            assertThat(users(store, "event")).hasSize(4);
            assertThat(store.settle(4)).isEqualTo(4);
            assertThat(users(store, "event_recent")).isEmpty();
            assertThat(store.queryEngine().latestUploads(AI, 1).getFirst().events())
                    .isEqualTo(wider.batch().events());
        }
    }

    @Test
    void aCrashAtAnyPointLeavesEachEventOnce() throws Exception {
        Path during = folder.resolve("during");
        Path after = folder.resolve("after");
        Path live = folder.resolve("live");
        try (DuckDbStore store = open(live)) {
            // so many that they go straight into the file, before the commit
            add(store, 0, 130_000);
            beforeCommit = () -> copy(live, during);
            assertThat(store.settle(1)).isEqualTo(130_000);
            copy(live, after);
        }
        for (Path died : List.of(during, after)) {
            try (DuckDbStore found = open(died)) {
                assertThat(users(found, "event")).hasSize(130_000).doesNotHaveDuplicates();
                assertThat(users(found, "event_settled"))
                        .hasSize(died.equals(during) ? 0 : 130_000);
                add(found, 1, 2);
                int waiting = died.equals(during) ? 130_002 : 2;
                assertThat(found.settle(waiting)).isEqualTo(waiting);
                assertThat(found.queryEngine().seenEvents(AI))
                        .extracting(SeenEvent::count)
                        .containsExactly(65_001L, 65_001L);
            }
        }
    }

    @Test
    void eventsPastTheirRetentionGoFromBothTiers() throws Exception {
        try (DuckDbStore store = open(folder)) {
            Uploads old = new Uploads(AI, 0, 100);
            Uploads other = new Uploads("other", 1000, 100);
            for (int i = 0; i < 3; i++) {
                old.event("pay", "old" + i, 5000, Uploads.text("x", "v"));
                other.event("pay", "other" + i, 1);
            }
            store.add(old.batch(), new LogPosition(1000));
            store.add(other.batch(), new LogPosition(2000));
            store.settle(1);
            Uploads late = new Uploads(AI, 2000, 100).event("pay", "old3", 5000);
            store.add(
                    late.upload(AI, 3000, 0, 200).event("pay", "new", 1).batch(),
                    new LogPosition(4000));

            assertThat(store.forgetEvents(AI, 200, 2)).isEqualTo(2);
            assertThat(store.forgetEvents(AI, 200, 2)).isEqualTo(2);
            assertThat(store.forgetEvents(AI, 200, 2)).isZero();
            assertThat(store.forgetEvents("nobody", 200, 2)).isZero();
            assertThat(users(store, "event"))
                    .containsExactlyInAnyOrder("new", "other0", "other1", "other2");
            assertThat(store.queryEngine().seenEvents(AI))
                    .extracting(SeenEvent::count)
                    .containsExactly(5L);
        }
    }

    @Test
    void whatIsDroppedMakesRoomForWhatComes() throws Exception {
        Path file = folder.resolve(Database.FILE);
        try (DuckDbStore store = open(folder)) {
            long before = 0;
            for (int round = 0; round < 4; round++) {
                add(store, round, 130_000);
                assertThat(store.settle(1)).isEqualTo(130_000);
                assertThat(store.forgetEvents(AI, Long.MAX_VALUE, 200_000)).isEqualTo(130_000);
                try (Connection connection = store.connect();
                        Statement statement = connection.createStatement()) {
                    statement.execute("CHECKPOINT");
                }
                if (round == 1) {
                    before = Files.size(file);
                }
            }
            assertThat(Files.size(file)).isLessThanOrEqualTo(before + before / 4);
        }
    }

    @Test
    void aCopyThatIsMadeMeanwhileIsClosedBeforeTheStepEnds() throws Exception {
        try (DuckDbStore store = open(folder)) {
            add(store, 0, 3);
        }
        Path target = folder.resolve("copy.duckdb");
        List<Long> copied = new ArrayList<>();
        try (Database database =
                        Database.open(
                                new FileDisk(),
                                folder,
                                List.of(folder),
                                DuckDbOptions.defaults(2));
                Connection copying = database.connect();
                Statement statement = copying.createStatement()) {
            statement.execute("ATTACH " + SqlText.quoted(target.toString()) + " AS copying");
            beforeCommit =
                    () -> {
                        try {
                            statement.execute("COPY FROM DATABASE maidian TO copying");
                            statement.execute("DETACH copying");
                        } catch (SQLException e) {
                            throw new IOException(e);
                        }
                        copied.add(StoreCopy.inspect(target).rows().get("event_recent"));
                    };
            try (Tiers tiers = new Tiers(database, this::beforeCommit)) {
                assertThat(tiers.settle(1)).isEqualTo(3);
            }
        }
        assertThat(copied).containsExactly(3L);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
