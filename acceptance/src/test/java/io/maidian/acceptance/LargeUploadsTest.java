package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many large uploads at once: each is taken, or told to come again; the server does not run out of
 * memory, goes on with small uploads meanwhile, and takes large ones again afterwards by itself.
 */
final class LargeUploadsTest {
    private static final int CONNECTIONS = 16;
    private static final int ROUNDS = Boolean.getBoolean("maidian.long") ? 10 : 1;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final AtomicLong STM = new AtomicLong(System.currentTimeMillis());

    /** What is sent at once. */
    private enum Body {
        ONE_STRING("X: y"),
        MANY_EVENTS("X: y"),
        ALL_REJECTED("X: y"),
        GZIP("Content-Encoding: gzip"),
        ZSTD("Content-Encoding: zstd"),
        SNAPPY("X-Compress-Codec: 2");

        private final String header;

        Body(String header) {
            this.header = header;
        }

        byte[] bytes(int plainBytes) {
            String plain =
                    switch (this) {
                        case ONE_STRING -> events(1, plainBytes, "tm");
                        case ALL_REJECTED -> events(plainBytes / 6_000, 6_000, "no_time");
                        case MANY_EVENTS, GZIP, ZSTD, SNAPPY ->
                                events(plainBytes / 3_000, 3_000, "tm");
                    };
            byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
            return switch (this) {
                case ONE_STRING, MANY_EVENTS, ALL_REJECTED -> bytes;
                case GZIP -> Encoding.GZIP.apply(bytes);
                case ZSTD -> Encoding.ZSTD.apply(bytes);
                case SNAPPY -> Encoding.SNAPPY.apply(bytes);
            };
        }

        /** Events of this size, with as many variables as are kept. */
        private static String events(int count, int eachBytes, String time) {
            int variableBytes = Math.max(10, (eachBytes - 100) / 100);
            String text = "x".repeat(count == 1 ? eachBytes : variableBytes - 10);
            String variables =
                    IntStream.range(0, count == 1 ? 1 : 100)
                            .mapToObj(i -> "\"v%03d\":\"%s\"".formatted(i, text))
                            .collect(Collectors.joining(","));
            String event =
                    "{\"n\":\"Large\",\"cs1\":\"u\",\"t\":\"cstm\",\"%s\":1506069592985,\"var\":{%s}}"
                            .formatted(time, variables);
            return "[" + String.join(",", Collections.nCopies(count, event)) + "]";
        }
    }

    /** The heap, what a body may hold then, and what is sent. */
    enum Heap {
        SHIPPED("", 30_000_000, "intake.body-bytes=32MiB"),
        HALF(
                "-Xmx256m",
                7_500_000,
                "intake.body-bytes=8MiB,intake.decoded-bytes=8MiB,log.queue-bytes=16MiB");

        private final String javaOptions;
        private final int bytes;
        private final String settings;

        Heap(String javaOptions, int bytes, String settings) {
            this.javaOptions = javaOptions;
            this.bytes = bytes;
            this.settings = settings;
        }

        List<String> options() {
            return Stream.of(settings.split(",", -1))
                    .flatMap(each -> Stream.of("--set", each))
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyAtOnceAreTakenOrToldToComeAgain(Heap heap) throws Exception {
        try (MaidianProcess maidian =
                MaidianProcess.start(
                        Product.newFolder("large"), heap.options(), heap.javaOptions)) {
            ProcessMemory memory = new ProcessMemory(maidian);
            for (Body body : Body.values()) {
                byte[] bytes = body.bytes(heap.bytes);
                for (int round = 0; round < ROUNDS; round++) {
                    Map<Integer, Integer> statuses = sendAtOnce(maidian, body, bytes);
                    System.out.printf(
                            "LargeUploadsTest: %s %s, %,d bytes: %s, peak %d MiB%n",
                            heap, body, bytes.length, statuses, memory.peakBytes() >> 20);
                    assertThat(statuses.keySet()).isSubsetOf(200, 400, 503);
                }
                // It recovers by itself.
                assertThat(untilTaken(maidian, body, bytes)).isIn(200, 400);
                assertThat(maidian.api().metric("maidian_uploads_memory_bytes")).isZero();
            }
        }
    }

    /** Sends a body over all connections at once, and small uploads beside them. */
    private static Map<Integer, Integer> sendAtOnce(MaidianProcess maidian, Body body, byte[] bytes)
            throws Exception {
        Map<Integer, Integer> statuses = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS + 1)) {
            List<Future<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                sent.add(threads.submit(() -> send(maidian, body, bytes)));
            }
            Future<Integer> small =
                    threads.submit(() -> {
                        int uploads = 0;
                        while (sent.stream().anyMatch(large -> !large.isDone())) {
                            sendSmall(maidian);
                            uploads++;
                        }
                        return uploads;
                    });
            for (Future<Integer> large : sent) {
                statuses.merge(large.get(), 1, Integer::sum);
            }
            assertThat(small.get()).isPositive();
        }
        return statuses;
    }

    private static void sendSmall(MaidianProcess maidian) throws IOException {
        long start = System.nanoTime();
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.post(
                    path(maidian), UploadBody.SEED_ONE.json().getBytes(StandardCharsets.UTF_8));
            RawAnswer answer = connection.read();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWER_LIMIT);
    }

    /** Sends the body until it is taken, as its sender is told to. */
    private static int untilTaken(MaidianProcess maidian, Body body, byte[] bytes)
            throws IOException {
        long giveUp = System.nanoTime() + ANSWER_LIMIT.toNanos();
        int status = send(maidian, body, bytes);
        while (status == 503 && System.nanoTime() < giveUp) {
            status = send(maidian, body, bytes);
        }
        return status;
    }

    private static int send(MaidianProcess maidian, Body body, byte[] bytes) throws IOException {
        long start = System.nanoTime();
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write(
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n\r\n"
                            .formatted(path(maidian), bytes.length, body.header));
            try {
                connection.write(bytes);
            } catch (IOException e) {
                // It was refused before it was all sent; the answer says so.
            }
            RawAnswer answer = connection.read();
            if (answer.status() == 503) {
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(answer.header("X-Retry-Safe")).isEqualTo("true");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWER_LIMIT);
            return answer.status();
        }
    }

    private static String path(MaidianProcess maidian) {
        return "/v3/" + maidian.demoAi() + "/s2s/cstm?stm=" + STM.incrementAndGet();
    }
}
