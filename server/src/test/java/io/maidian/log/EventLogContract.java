package io.maidian.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link EventLog} promises. */
@Timeout(60)
public abstract class EventLogContract {
    private final List<EventLog> opened = new ArrayList<>();

    /** Opens the log under test; a second call opens the same one again, after a close. */
    protected abstract EventLog open() throws IOException;

    /**
     * The log under test with a queue bound of this many bytes, whose entries are stored only after
     * {@code release} is counted down.
     */
    protected abstract EventLog openStalled(long queueLimitBytes, CountDownLatch release)
            throws IOException;

    @AfterEach
    final void closeAll() throws IOException {
        for (EventLog log : opened) {
            log.close();
        }
    }

    private EventLog log() throws IOException {
        EventLog log = open();
        opened.add(log);
        return log;
    }

    /** An entry of text records. */
    protected static LogBatch entry(String... texts) {
        LogBatch batch = new LogBatch(64);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            batch.add(RecordKind.EVENT, bytes, 0, bytes.length);
        }
        return batch;
    }

    /** Appends, for a receipt later. */
    protected static CompletableFuture<Receipt> append(EventLog log, String... texts) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        log.append(
                entry(texts),
                r -> {
                    if (!receipt.complete(r)) {
                        throw new IllegalStateException("told twice");
                    }
                });
        return receipt;
    }

    private static Receipt.Durable stored(CompletableFuture<Receipt> receipt) {
        Receipt outcome = receipt.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(outcome).isInstanceOf(Receipt.Durable.class);
        return (Receipt.Durable) outcome;
    }

    /** All texts from a position on, with the receipt that each entry should have had. */
    protected record Found(Receipt.Durable place, List<String> texts) {}

    /** Reads all that is durable from here on, copied. */
    protected static List<Found> readAll(EventLog log, LogPosition from) throws IOException {
        List<Found> found = new ArrayList<>();
        LogPosition expected = from;
        try (LogReader reader = log.read(from)) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                assertThat(group.start()).isEqualTo(expected);
                assertThat(group.end()).isGreaterThan(group.start());
                expected = group.end();
                for (LogEntry entry : group.entries()) {
                    List<String> texts =
                            entry.records().stream()
                                    .map(r -> StandardCharsets.UTF_8.decode(r.payload()).toString())
                                    .toList();
                    found.add(
                            new Found(new Receipt.Durable(group.start(), entry.ordinal()), texts));
                }
            }
        }
        assertThat(expected).isLessThanOrEqualTo(log.end());
        return found;
    }

    @Test
    void anEmptyLogHasNothingToRead() throws IOException {
        EventLog log = log();
        assertThat(log.start()).isEqualTo(log.end());
        try (LogReader reader = log.read(log.end())) {
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void aDurableEntryIsReadOnceWithAllItsRecords() throws IOException {
        EventLog log = log();
        Receipt.Durable place = stored(append(log, "买东西", "", "c"));
        assertThat(readAll(log, log.start()))
                .containsExactly(new Found(place, List.of("买东西", "", "c")));
    }

    @Test
    void theFirstGroupFromAnyPositionOnIsFound() throws IOException {
        EventLog log = log();
        assertThat(log.firstGroupFrom(log.end())).isEqualTo(log.end());
        List<LogPosition> starts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            starts.add(stored(append(log, "e" + i)).group());
        }
        starts.add(log.end());
        int next = 0;
        for (long at = 0; at <= log.end().offset(); at++) {
            if (at > starts.get(next).offset()) {
                next++;
            }
            assertThat(log.firstGroupFrom(new LogPosition(at))).isEqualTo(starts.get(next));
        }
        LogPosition beyond = new LogPosition(log.end().offset() + 1);
        assertThatThrownBy(() -> log.firstGroupFrom(beyond)).isInstanceOf(IOException.class);
    }

    @Test
    void entriesKeepTheirOrderAndTheirPlaces() throws IOException {
        EventLog log = log();
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            receipts.add(append(log, "e" + i));
        }
        List<Found> expected = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            expected.add(new Found(stored(receipts.get(i)), List.of("e" + i)));
        }
        assertThat(readAll(log, log.start())).isEqualTo(expected);
        List<LogPosition> positions = expected.stream().map(f -> f.place().group()).toList();
        assertThat(positions).isSorted();
    }

    @Test
    void receiptsComeInTheOrderOfTheAppends() throws IOException {
        EventLog log = log();
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            log.append(
                    entry("x"),
                    _ -> {
                        told.add(number);
                        all.countDown();
                    });
        }
        await(all);
        assertThat(told).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void eachThreadsEntriesKeepTheirOrder() throws Exception {
        EventLog log = log();
        int threads = 4;
        int each = 3_000;
        CountDownLatch all = new CountDownLatch(threads * each);
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String name = "t" + t + ":";
            running.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < each; i++) {
                                    log.append(entry(name + i), _ -> all.countDown());
                                }
                            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        await(all);
        List<String> texts =
                readAll(log, log.start()).stream().map(f -> f.texts().getFirst()).toList();
        assertThat(texts).hasSize(threads * each);
        for (int t = 0; t < threads; t++) {
            String name = "t" + t + ":";
            assertThat(texts.stream().filter(s -> s.startsWith(name)).toList())
                    .isEqualTo(IntStream.range(0, each).mapToObj(i -> name + i).toList());
        }
    }

    @Test
    void whatIsDurableIsReadBeforeTheReceiptIsTold() throws Exception {
        EventLog log = log();
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        LogPosition before = log.end();
        log.append(entry("x"), _ -> seen.complete(log.end().compareTo(before) > 0));
        assertThat(seen.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aReaderStartsAtAnyGroup() throws IOException {
        EventLog log = log();
        for (int i = 0; i < 50; i++) {
            stored(append(log, "e" + i));
        }
        List<Found> all = readAll(log, log.start());
        for (int i = 0; i < all.size(); i++) {
            assertThat(readAll(log, all.get(i).place().group()))
                    .isEqualTo(all.subList(i, all.size()));
        }
        assertThat(readAll(log, log.end())).isEmpty();
    }

    @Test
    void aReaderGoesOnWhereMoreIsStored() throws IOException {
        EventLog log = log();
        try (LogReader reader = log.read(log.start())) {
            for (int i = 0; i < 100; i++) {
                assertThat(reader.next()).isNull();
                LogPosition start = stored(append(log, "e" + i)).group();
                LogGroup group = reader.next();
                assertThat(group).isNotNull();
                assertThat(group.start()).isEqualTo(start);
                assertThat(group.end()).isEqualTo(log.end());
            }
        }
    }

    @Test
    void positionsOutsideTheLogOrInsideAGroupAreRefused() throws IOException {
        EventLog log = log();
        stored(append(log, "some text"));
        LogPosition inside = new LogPosition(log.start().offset() + 3);
        LogPosition beyond = new LogPosition(log.end().offset() + 1);
        assertThatThrownBy(() -> log.read(inside)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.read(beyond)).isInstanceOf(IOException.class);
    }

    @Test
    void largeEntriesAreStoredWhole() throws IOException {
        EventLog log = log();
        String large = "z".repeat(9 << 20);
        CompletableFuture<Receipt> first = append(log, "before");
        CompletableFuture<Receipt> second = append(log, large, "with it");
        CompletableFuture<Receipt> third = append(log, "after");
        assertThat(readAllAfter(log, first, second, third))
                .containsExactly(List.of("before"), List.of(large, "with it"), List.of("after"));
    }

    @SafeVarargs
    private static List<List<String>> readAllAfter(
            EventLog log, CompletableFuture<Receipt>... receipts) throws IOException {
        for (CompletableFuture<Receipt> receipt : receipts) {
            stored(receipt);
        }
        return readAll(log, log.start()).stream().map(Found::texts).toList();
    }

    @Test
    void waitingEndsWhenMoreIsDurable() throws Exception {
        EventLog log = log();
        LogPosition end = log.end();
        CompletableFuture<Boolean> woken = new CompletableFuture<>();
        Thread waiter =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                woken.complete(log.awaitBeyond(end, Duration.ofMinutes(1)));
                            } catch (InterruptedException e) {
                                woken.completeExceptionally(e);
                            }
                        });
        stored(append(log, "x"));
        assertThat(woken.get(30, TimeUnit.SECONDS)).isTrue();
        waiter.join();
        assertThat(log.awaitBeyond(end, Duration.ZERO)).isTrue();
        assertThat(log.awaitBeyond(log.end(), Duration.ofMillis(1))).isFalse();
    }

    @Test
    void closeStoresWhatIsQueuedAndAReopenedLogHasItAll() throws IOException {
        EventLog log = log();
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            receipts.add(append(log, "e" + i));
        }
        log.close();
        List<Found> expected = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            assertThat(receipts.get(i)).isDone();
            expected.add(new Found(stored(receipts.get(i)), List.of("e" + i)));
        }
        EventLog again = log();
        assertThat(readAll(again, again.start())).isEqualTo(expected);
        Receipt.Durable next = stored(append(again, "next"));
        assertThat(next.group()).isGreaterThan(expected.getLast().place().group());
    }

    @Test
    void aClosedLogRefuses() throws IOException {
        EventLog log = log();
        log.close();
        log.close();
        assertThat(append(log, "x").join())
                .isEqualTo(new Receipt.Unavailable(Receipt.Cause.CLOSED));
    }

    @Test
    void appendsWhileClosingAreStoredOrRefusedButAlwaysTold() throws Exception {
        EventLog log = log();
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        CountDownLatch some = new CountDownLatch(500);
        Thread appending =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 20_000; i++) {
                                receipts.add(append(log, "e" + i));
                                some.countDown();
                            }
                        });
        await(some);
        log.close();
        appending.join();
        List<String> told = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            if (receipts.get(i).orTimeout(30, TimeUnit.SECONDS).join() instanceof Receipt.Durable) {
                told.add("e" + i);
            }
        }
        EventLog again = log();
        assertThat(readAll(again, again.start()).stream().map(f -> f.texts().getFirst()).toList())
                .isEqualTo(told);
    }

    @Test
    void aFullQueueRefusesAtOnceAndRecovers() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        EventLog log = openStalled(100_000, release);
        opened.add(log);
        String text = "x".repeat(1_000);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            receipts.add(append(log, text));
        }
        long refused = receipts.stream().filter(CompletableFuture::isDone).count();
        assertThat(refused).isBetween(200L, 299L);
        assertThat(receipts.getLast().join())
                .isEqualTo(new Receipt.Unavailable(Receipt.Cause.QUEUE_FULL));
        release.countDown();
        for (CompletableFuture<Receipt> receipt : receipts) {
            receipt.orTimeout(30, TimeUnit.SECONDS).join();
        }
        stored(append(log, text));
        assertThat(readAll(log, log.start())).hasSize((int) (300 - refused + 1));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
