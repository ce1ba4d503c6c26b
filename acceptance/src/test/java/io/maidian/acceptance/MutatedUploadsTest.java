package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.Mutations.Mutated;
import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Very many uploads that are wrong in every way: each is answered, soon and with sums that add up,
 * none with 5xx; the server does not grow; and what it said that it accepted is what the store
 * holds. {@code -Dmaidian.long=true} sends a million events; {@code -Dmaidian.seed=N} repeats a
 * run's choices.
 */
final class MutatedUploadsTest {
    private static final long EVENTS = Boolean.getBoolean("maidian.long") ? 1_000_000 : 20_000;
    private static final int CONNECTIONS = 3;
    private static final int MIB = 1 << 20;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /** Retries that are remembered take 64 MiB at most, names and reasons of the store the rest. */
    private static final long HEAP_GROWTH_LIMIT_BYTES = 96L * MIB;

    private static final long GROWTH_LIMIT_BYTES = 384L * MIB;

    private final long seed = Long.getLong("maidian.seed", System.nanoTime());

    /** What one connection was told, added up. */
    private static final class Told {
        long received;
        long accepted;
        long duplicate;
        long rejected;
        long uploads;
        long slowestNanos;
        final Map<Integer, Long> statuses = new TreeMap<>();

        void add(Told other) {
            received += other.received;
            accepted += other.accepted;
            duplicate += other.duplicate;
            rejected += other.rejected;
            uploads += other.uploads;
            slowestNanos = Math.max(slowestNanos, other.slowestNanos);
            other.statuses.forEach((status, count) -> statuses.merge(status, count, Long::sum));
        }
    }

    @Test
    @Timeout(value = 1, unit = java.util.concurrent.TimeUnit.HOURS)
    void eachIsAnsweredNothingGrowsAndTheSumsAddUp() throws Exception {
        System.out.println("MutatedUploadsTest: -Dmaidian.seed=" + seed);
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("mutated"))) {
            String ai = maidian.demoAi();
            ProcessMemory memory = new ProcessMemory(maidian);
            Told told = upload(maidian, ai, EVENTS / 10, 0);
            long heap = memory.liveHeapBytes();
            long resident = memory.bytes();
            long start = System.nanoTime();
            told.add(upload(maidian, ai, EVENTS - EVENTS / 10, CONNECTIONS));
            long millis = (System.nanoTime() - start) / 1_000_000;
            long found = awaitStored(maidian.api(), ai, told.accepted);
            long heapGrowth = memory.liveHeapBytes() - heap;
            long growth = memory.bytes() - resident;
            System.out.printf(
                    "MutatedUploadsTest: %,d uploads, %,d events: %,d accepted, %,d duplicate, %,d"
                            + " rejected, %,d found; statuses %s; %d s, slowest %d ms; heap %+d MiB,"
                            + " resident %+d MiB to %d MiB%n",
                    told.uploads,
                    told.received,
                    told.accepted,
                    told.duplicate,
                    told.rejected,
                    found,
                    told.statuses,
                    millis / 1_000,
                    told.slowestNanos / 1_000_000,
                    heapGrowth / MIB,
                    growth / MIB,
                    memory.bytes() / MIB);
            assertThat(found).as("seed %s", seed).isEqualTo(told.accepted);
            assertThat(told.accepted).isGreaterThan(EVENTS / 3);
            assertThat(told.rejected).isGreaterThan(EVENTS / 50);
            assertThat(told.duplicate).isPositive();
            assertThat(heapGrowth).as("seed %s", seed).isLessThan(HEAP_GROWTH_LIMIT_BYTES);
            assertThat(growth).as("seed %s", seed).isLessThan(GROWTH_LIMIT_BYTES);
        }
    }

    private Told upload(MaidianProcess maidian, String ai, long events, int first)
            throws Exception {
        List<Future<Told>> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = first + i;
                connections.add(
                        threads.submit(() -> uploadAll(maidian, ai, events / CONNECTIONS, number)));
            }
        }
        Told told = new Told();
        for (Future<Told> connection : connections) {
            told.add(connection.get());
        }
        return told;
    }

    private Told uploadAll(MaidianProcess maidian, String ai, long events, int number)
            throws IOException {
        Random random = new Random(seed + number);
        Mutations mutations = new Mutations(random);
        // No two connections ever send at the same time of theirs.
        long stm = System.currentTimeMillis() + number * 10_000_000L;
        Told told = new Told();
        RawConnection connection = new RawConnection(maidian.address());
        try {
            while (told.received < events) {
                Mutated upload = mutations.next(stm++);
                int times = random.nextInt(20) == 0 ? 2 : 1;
                for (int i = 0; i < times; i++) {
                    RawAnswer answer = answered(connection, ai, upload, told);
                    if (answer.header("Connection").equalsIgnoreCase("close")) {
                        connection.close();
                        connection = new RawConnection(maidian.address());
                    }
                }
            }
        } finally {
            connection.close();
        }
        return told;
    }

    private RawAnswer answered(RawConnection connection, String ai, Mutated upload, Told told)
            throws IOException {
        StringBuilder head = new StringBuilder("POST /v3/" + ai + upload.target());
        head.append(" HTTP/1.1\r\nHost: localhost\r\nContent-Length: ")
                .append(upload.body().capacity());
        upload.headers().forEach(header -> head.append("\r\n").append(header));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(upload.body().array());
        long start = System.nanoTime();
        connection.write(all.toByteArray());
        RawAnswer answer;
        try {
            answer = connection.read();
        } catch (IOException e) {
            throw new IOException("no answer to " + head + "; seed " + seed, e);
        }
        long nanos = System.nanoTime() - start;
        assertThat(Duration.ofNanos(nanos)).as("%s; seed %s", head, seed).isLessThan(ANSWER_LIMIT);
        assertThat(answer.status())
                .as("%s; seed %s: %s", head, seed, answer.text())
                .isIn(200, 400, 413, 415);
        add(answer, told);
        told.slowestNanos = Math.max(told.slowestNanos, nanos);
        return answer;
    }

    private void add(RawAnswer answer, Told told) {
        JsonNode sums = answer.json();
        long accepted = sums.get("accepted").longValue();
        long duplicate = sums.get("duplicate").longValue();
        long rejected = sums.get("rejected").longValue();
        assertThat(accepted + duplicate + rejected)
                .as("%s; seed %s", sums, seed)
                .isEqualTo(sums.get("received").longValue());
        told.uploads++;
        told.statuses.merge(answer.status(), 1L, Long::sum);
        told.received += sums.get("received").longValue();
        if (!sums.path("dry_run").asBoolean(false)) {
            assertThat(answer.status() == 200 || accepted == 0).as("%s", sums).isTrue();
            told.accepted += accepted;
            told.duplicate += duplicate;
            told.rejected += rejected;
        }
    }

    /** How many events the store holds, of whatever name, once they are enough. */
    private static long awaitStored(Api api, String ai, long accepted) {
        return api.await(ai, () -> stored(api, ai), found -> found >= accepted);
    }

    private static long stored(Api api, String ai) {
        long stored = 0;
        for (JsonNode event : api.events(ai)) {
            stored += event.get("count").longValue();
        }
        return stored;
    }
}
