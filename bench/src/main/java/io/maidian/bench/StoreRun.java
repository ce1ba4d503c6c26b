package io.maidian.bench;

import io.maidian.catalog.Project;
import io.maidian.disk.FileDisk;
import io.maidian.log.LogPosition;
import io.maidian.ops.ThreadPriority;
import io.maidian.query.Interval;
import io.maidian.query.Measure;
import io.maidian.query.MeasuredVariable;
import io.maidian.query.Query;
import io.maidian.query.QueryEngine;
import io.maidian.query.TargetUsers;
import io.maidian.query.TimeAxis;
import io.maidian.query.TimeRange;
import io.maidian.store.duckdb.DuckDbOptions;
import io.maidian.store.duckdb.DuckDbStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * One store, filled and asked: half of the events first without settling, then all is settled, half
 * of that while a thread asks, then the other half is added while a thread settles and another
 * asks. The server's class itself, with its usual options. For one thread.
 */
final class StoreRun {
    private static final String AI = "0a1b2c3d4e5f6789";

    /** As the indexer's. */
    private static final int BATCH = 8_192;

    private static final int ASKED = 5;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final Duration RESTED = Duration.ofSeconds(20);

    private final Path folder;
    private final int kinds;
    private final StoreEvents events;
    private final Project project = new Project(AI, "bench", ZoneOffset.UTC, 0);
    private final TextTable rates =
            new TextTable("", "events/s", "events", "slowest batch or step");
    private final TextTable questions =
            new TextTable("questions, median of 5", "recent", "settled");
    private final TextTable waits =
            new TextTable("a question meanwhile", "p50", "p99", "max", "of");

    StoreRun(Path folder, int kinds, int eventsPerSecond, long seed) {
        this.folder = folder;
        this.kinds = kinds;
        events = new StoreEvents(AI, kinds, eventsPerSecond, seed);
    }

    /** Fills a store with so many events and prints what it took. */
    void run(long total) throws Exception {
        Path file = folder.resolve("maidian.duckdb");
        StoreColumns.Sizes recent;
        Map<String, Duration> unsorted;
        try (DuckDbStore store = open()) {
            add(store, total / 2, "added alone");
            unsorted = ask(store.queryEngine());
        }
        recent = StoreColumns.read(file, "event_recent");
        try (DuckDbStore store = open()) {
            settle(store, "settled alone", total / 4);
            besides(store, "while nothing else is done", StoreRun::rest);
            besides(
                    store,
                    "while it is settled",
                    () -> settle(store, "settled beside questions", total));
            Map<String, Duration> sorted = ask(store.queryEngine());
            sorted.forEach((what, took) ->
                    questions.row(
                            what,
                            Figures.time(unsorted.getOrDefault(what, Duration.ZERO)),
                            Figures.time(took)));
            besides(
                    store,
                    "while it is added",
                    () -> add(store, total / 4, "added beside questions"));
            besides(store, "while it is added and settled", () -> addAndSettle(store, total / 4));
        }
        System.out.printf("%n%d kinds%n%n%s%n%s%n%s%n", kinds, rates, questions, waits);
        print("recent tier", recent);
        print("settled tier", StoreColumns.read(file, "event_settled"));
        reopened(file);
    }

    private DuckDbStore open() throws Exception {
        return DuckDbStore.open(
                new FileDisk(),
                folder,
                DuckDbOptions.defaults(Runtime.getRuntime().availableProcessors()));
    }

    private void add(DuckDbStore store, long count, String what) throws Exception {
        long spent = 0;
        long slowest = 0;
        for (long added = 0; added < count; added += BATCH) {
            var batch = events.next(BATCH);
            long began = System.nanoTime();
            store.add(batch, new LogPosition(events.position()));
            long took = System.nanoTime() - began;
            spent += took;
            slowest = Math.max(slowest, took);
        }
        rate(what, count, spent, slowest);
    }

    private void rate(String what, long count, long nanos, long slowestNanos) {
        rates.row(
                what,
                Figures.count(count * 1e9 / Math.max(1, nanos)),
                Figures.count((double) count),
                Figures.time(Duration.ofNanos(slowestNanos)));
    }

    /** Settles what is due, until so many events have moved. */
    private void settle(DuckDbStore store, String what, long atMost) throws Exception {
        long moved = 0;
        long slowest = 0;
        long began = System.nanoTime();
        long step = began;
        for (int rows = store.settle(); rows > 0; rows = moved < atMost ? store.settle() : 0) {
            moved += rows;
            slowest = Math.max(slowest, System.nanoTime() - step);
            step = System.nanoTime();
        }
        rate(what, moved, System.nanoTime() - began, slowest);
    }

    private static void rest() throws InterruptedException {
        Thread.sleep(RESTED);
    }

    /** What a question takes beside some work. */
    private void besides(DuckDbStore store, String what, Work work) throws Exception {
        Histogram answers = new Histogram(3);
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            Future<?> asking = threads.submit(() -> asking(store, end, answers));
            Future<?> working =
                    threads.submit(() -> {
                        ThreadPriority.giveWay();
                        work.run();
                        return true;
                    });
            try {
                working.get();
            } finally {
                end.countDown();
            }
            asking.get();
        }
        waits(what, answers);
    }

    private interface Work {
        void run() throws Exception;
    }

    private boolean asking(DuckDbStore store, CountDownLatch end, Histogram answers)
            throws Exception {
        while (!end.await(BETWEEN_QUESTIONS.toMillis(), TimeUnit.MILLISECONDS)) {
            long asked = System.nanoTime();
            store.queryEngine().answer(project, lastHour());
            answers.recordValue(System.nanoTime() - asked);
        }
        return true;
    }

    private void waits(String what, Histogram answers) {
        waits.row(
                what,
                Figures.time(Duration.ofNanos(answers.getValueAtPercentile(50))),
                Figures.time(Duration.ofNanos(answers.getValueAtPercentile(99))),
                Figures.time(Duration.ofNanos(answers.getMaxValue())),
                Long.toString(answers.getTotalCount()));
    }

    /** Adds at full speed while another thread settles. */
    private void addAndSettle(DuckDbStore store, long count) throws Exception {
        AtomicLong moved = new AtomicLong();
        AtomicLong slowest = new AtomicLong();
        CountDownLatch end = new CountDownLatch(1);
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            Future<?> steps =
                    threads.submit(() -> {
                        ThreadPriority.giveWay();
                        while (end.getCount() > 0) {
                            long step = System.nanoTime();
                            int rows = store.settle();
                            moved.addAndGet(rows);
                            slowest.accumulateAndGet(System.nanoTime() - step, Math::max);
                            boolean _ = rows == 0 && end.await(50, TimeUnit.MILLISECONDS);
                        }
                        return true;
                    });
            try {
                add(store, count, "added beside settling");
            } finally {
                end.countDown();
            }
            steps.get();
        }
        rate("settled beside adding", moved.get(), System.nanoTime() - began, slowest.get());
    }

    private Query.Trend lastHour() {
        long now = events.nowMillis();
        return new Query.Trend(
                StoreEvents.kind(1),
                Measure.COUNT,
                Interval.MINUTE,
                new TimeRange(now - Duration.ofHours(1).toMillis(), now),
                TimeAxis.RECEIVED,
                TargetUsers.ALL_LOGIN_USERS);
    }

    /** The median times of the questions over all that is there. */
    private Map<String, Duration> ask(QueryEngine engine) throws Exception {
        Map<String, Duration> medians = new TreeMap<>();
        for (int kind : new int[] {1, kinds}) {
            String of = kind == 1 ? ", most frequent kind" : ", rarest kind";
            medians.put("events by hour" + of, time(engine, Measure.COUNT, Interval.HOUR, kind));
            medians.put("users by day" + of, time(engine, Measure.USERS, Interval.DAY, kind));
            medians.put("sum of a variable" + of, time(engine, Measure.SUM, Interval.DAY, kind));
        }
        return medians;
    }

    private Duration time(QueryEngine engine, Measure measure, Interval interval, int kind)
            throws Exception {
        TimeRange all =
                new TimeRange(
                        StoreEvents.FROM_MILLIS - Duration.ofHours(1).toMillis(),
                        events.nowMillis());
        Query.Trend trend =
                new Query.Trend(
                        StoreEvents.kind(kind),
                        measure,
                        measure.ofVariable()
                                ? new MeasuredVariable(StoreEvents.price(kind), null)
                                : null,
                        interval,
                        all,
                        TimeAxis.EVENT,
                        TargetUsers.ALL_LOGIN_USERS);
        long[] times = new long[ASKED];
        for (int i = 0; i < ASKED; i++) {
            long began = System.nanoTime();
            if (engine.answer(project, trend).series().getFirst().points().isEmpty()) {
                throw new BenchFailure("no answer to " + trend);
            }
            times[i] = System.nanoTime() - began;
        }
        java.util.Arrays.sort(times);
        return Duration.ofNanos(times[ASKED / 2]);
    }

    private static void print(String what, StoreColumns.Sizes sizes) {
        TextTable table = new TextTable(what + ", " + sizes.rows() + " events", "bytes an event");
        double all = 0;
        for (Map.Entry<String, Double> column : sizes.columnBytes().entrySet()) {
            table.row(column.getKey(), "%.2f".formatted(column.getValue()));
            all += column.getValue();
        }
        table.row("all columns", "%.2f".formatted(all));
        System.out.println(table);
        System.out.printf(
                "file %s, of that in use %s%n%n",
                Figures.megabytes(sizes.fileBytes()), Figures.megabytes(sizes.usedBytes()));
    }

    private void reopened(Path file) throws Exception {
        long began = System.nanoTime();
        open().close();
        System.out.printf(
                "opened and closed again in %s; the file has %s%n",
                Figures.time(Duration.ofNanos(System.nanoTime() - began)),
                Figures.megabytes(Files.size(file)));
    }
}
