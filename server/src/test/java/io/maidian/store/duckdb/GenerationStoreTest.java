package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.FileDisk;
import io.maidian.event.EventBatch;
import io.maidian.event.Variable;
import io.maidian.log.LogPosition;
import io.maidian.query.SeenEvent;
import io.maidian.store.UnloadableException;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's file is replaced while it is added to and asked; snapshots of it can be trusted. */
class GenerationStoreTest {
    private static final String AI = "0a1b2c3d4e5f6789";

    @TempDir private Path data;
    private GenerationStore store;
    private Snapshots snapshots;

    @BeforeEach
    void open() throws IOException {
        FileDisk disk = new FileDisk();
        store =
                GenerationStore.open(
                        new StoreFolder(disk, data.resolve("store")),
                        data.resolve("snapshots"),
                        DuckDbOptions.defaults(2));
        snapshots = new Snapshots(disk, data.resolve("snapshots"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static EventBatch batch(String key, int events, long position) {
        Uploads uploads = new Uploads(AI, position, 5);
        for (int i = 0; i < events; i++) {
            uploads.event(key, "u" + i, 1, Uploads.text("x", "v" + i));
        }
        return uploads.batch();
    }

    private long count() throws IOException {
        return store.queryEngine().seenEvents(AI).stream().mapToLong(SeenEvent::count).sum();
    }

    private void compact() throws Exception {
        try (NextGeneration next = store.next()) {
            store.copyTo(next.file());
            store.swap(next, _ -> {});
        }
    }

    @Test
    void whatWasAddedIsThereAfterTheChangeAndAfterARestart() throws Exception {
        store.add(batch("pay", 1000, 0), new LogPosition(100));
        compact();
        assertThat(store.generation()).isEqualTo(2);
        assertThat(count()).isEqualTo(1000);
        store.add(batch("pay", 10, 100), new LogPosition(200));
        compact();
        assertThat(count()).isEqualTo(1010);
        store.close();
        open();
        assertThat(store.generation()).isEqualTo(3);
        assertThat(store.position()).isEqualTo(new LogPosition(200));
        assertThat(count()).isEqualTo(1010);
        assertThat(data.resolve("store/maidian.duckdb")).doesNotExist();
        assertThat(data.resolve("store/generation-2")).doesNotExist();
    }

    @Test
    void whatWasAddedWhileTheCopyWasMadeIsBroughtInBeforeTheChange() throws Exception {
        store.add(batch("pay", 100, 0), new LogPosition(100));
        try (NextGeneration next = store.next()) {
            LogPosition copied = store.copyTo(next.file());
            store.add(batch("pay", 50, 100), new LogPosition(200));
            assertThatThrownBy(() -> store.swap(next, _ -> {}))
                    .as("a generation that lacks something")
                    .hasMessageContaining("nothing was changed");
            assertThat(copied).isEqualTo(new LogPosition(100));
            store.swap(
                    next,
                    position -> {
                        try {
                            next.open().add(batch("pay", 50, 100), position);
                        } catch (UnloadableException e) {
                            throw new IOException(e);
                        }
                    });
        }
        assertThat(count()).isEqualTo(150);
    }

    /** A column of the event table that is made while the copy runs is of the next position. */
    @Test
    void addsGoOnWhileCopiesAreMade() throws Exception {
        store.add(batch("pay", 20_000, 0), new LogPosition(100));
        CountDownLatch enough = new CountDownLatch(5);
        ExecutorService adder = Executors.newSingleThreadExecutor();
        try {
            Future<Long> added =
                    adder.submit(() -> {
                        long position = 100;
                        while (enough.getCount() > 0) {
                            EventBatch more =
                                    new Uploads(AI, position, 5)
                                            .event("k" + position, "u", 1, columns(position))
                                            .batch();
                            store.add(more, new LogPosition(position + 100));
                            position += 100;
                        }
                        return position;
                    });
            for (int i = 0; i < 5; i++) {
                Path copy = data.resolve("store/copy" + i);
                LogPosition position = store.copyTo(copy);
                StoreCopy.Facts facts = StoreCopy.inspect(copy);
                assertThat(facts.position()).isEqualTo(position);
                assertThat(facts.rows().get("event_recent"))
                        .isEqualTo(20_000 + (position.offset() - 100) / 100);
                enough.countDown();
            }
            long position = added.get(1, TimeUnit.MINUTES);
            assertThat(count()).isEqualTo(20_000 + (position - 100) / 100);
        } finally {
            adder.shutdownNow();
        }
    }

    private static Variable[] columns(long position) {
        int many = (int) Math.min(12, position / 100);
        Variable[] variables = new Variable[many];
        for (int i = 0; i < many; i++) {
            variables[i] = Uploads.text("v" + i, "x");
        }
        return variables;
    }

    @Test
    void aLeftoverOfACrashIsRemovedAtTheNextStart() throws Exception {
        store.add(batch("pay", 10, 0), new LogPosition(100));
        NextGeneration abandoned = store.next();
        store.copyTo(abandoned.file());
        store.close();
        open();
        assertThat(abandoned.file()).doesNotExist();
        assertThat(count()).isEqualTo(10);
    }

    @Test
    void aStoreThatLacksItsPointerOrDoesNotOpenLosesNothing() throws Exception {
        store.add(batch("pay", 10, 0), new LogPosition(100));
        compact();
        store.close();
        Path pointer = data.resolve("store/CURRENT");
        byte[] named = Files.readAllBytes(pointer);
        Files.delete(pointer);
        assertThatThrownBy(this::open).hasMessageContaining("maidian rebuild");
        Path first = data.resolve("store/maidian.duckdb");
        assertThat(first).doesNotExist();
        Files.write(first, new byte[70_000]);
        assertThatThrownBy(this::open).hasMessageContaining("maidian rebuild");
        Files.write(pointer, named);
        open();
        assertThat(count()).isEqualTo(10);
        assertThat(first).as("a leftover").doesNotExist();
    }

    @Test
    void aCopyIsSmallerWhenMuchWasDeleted() throws Exception {
        Random random = new Random(1);
        Uploads uploads = new Uploads(AI, 0, 5);
        for (int i = 0; i < 60_000; i++) {
            long drawn = random.nextLong();
            uploads.rejected("pay", "cs1.missing", drawn + "," + random.nextLong());
        }
        store.add(uploads.batch(), new LogPosition(100));
        store.close();
        open();
        store.add(batch("pay", 30_000, 100), new LogPosition(200));
        store.close();
        open();
        assertThat(store.forgetRejected(AI, 10, 100_000)).isEqualTo(60_000);
        store.close();
        open();
        long before = store.space().fileBytes();
        compact();
        assertThat(store.space().fileBytes()).isLessThan(before);
        assertThat(store.space().usedBytes()).isPositive();
    }

    @Test
    void aSnapshotIsOfOnePositionAndFitsItsChecksum() throws Exception {
        store.add(batch("pay", 10, 0), new LogPosition(100));
        Snapshots.Snapshot first = snapshots.take(store, 1_700_000_000_000L, _ -> {});
        store.add(batch("pay", 10, 100), new LogPosition(200));
        Snapshots.Snapshot second = snapshots.take(store, 1_700_000_000_001L, _ -> {});
        assertThat(snapshots.list()).containsExactly(second, first);
        assertThat(first.position()).isEqualTo(new LogPosition(100));
        Path copy = data.resolve("copy.duckdb");
        snapshots.copyTo(first, copy, _ -> {});
        assertThat(StoreCopy.inspect(copy).rows()).containsEntry("event_recent", 10L);
        assertThat(first.file().resolveSibling(first.file().getFileName() + ".sha256"))
                .content()
                .matches("[0-9a-f]{64}  store-00000000000000000100-1700000000000.duckdb\n");
        snapshots.prune(1);
        assertThat(snapshots.list()).containsExactly(second);
        assertThat(first.file()).doesNotExist();
    }

    @Test
    void aSnapshotThatWasDamagedIsNotUsed() throws Exception {
        store.add(batch("pay", 10, 0), new LogPosition(100));
        Snapshots.Snapshot taken = snapshots.take(store, 1_700_000_000_000L, _ -> {});
        byte[] bytes = Files.readAllBytes(taken.file());
        bytes[bytes.length / 2] ^= 1;
        Files.write(taken.file(), bytes);
        Path copy = data.resolve("copy.duckdb");
        assertThatThrownBy(() -> snapshots.copyTo(taken, copy, _ -> {}))
                .hasMessageContaining("damaged");
        assertThat(copy).doesNotExist();
    }

    @Test
    void aSnapshotWithoutItsChecksumDoesNotCount() throws Exception {
        store.add(batch("pay", 10, 0), new LogPosition(100));
        Snapshots.Snapshot taken = snapshots.take(store, 1_700_000_000_000L, _ -> {});
        Files.delete(taken.file().resolveSibling(taken.file().getFileName() + ".sha256"));
        assertThat(snapshots.list()).isEmpty();
        snapshots.prune(1);
        assertThat(taken.file()).doesNotExist();
    }

    @Test
    void statementsReachNoFileElsewhere() {
        assertThatThrownBy(() -> store.copyTo(data.resolve("elsewhere.duckdb")))
                .isInstanceOf(IOException.class);
        assertThat(data.resolve("elsewhere.duckdb")).doesNotExist();
    }

    @Test
    void aCopyIsNotBegunOnceTheServerStops() {
        store.stopCopying();
        assertThatThrownBy(() -> store.copyTo(data.resolve("store/copy")))
                .isInstanceOf(IOException.class);
    }
}
