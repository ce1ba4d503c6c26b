package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Small uploads that hold very much, many of them at once, against a server: each is refused soon,
 * and the process does not grow by more than 256 MiB.
 */
final class BombTest {
    private static final int MIB = 1 << 20;
    private static final int AT_ONCE = 4;
    private static final long NOW = System.currentTimeMillis();
    private static final int EACH = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long GROWTH_LIMIT_BYTES = 256L * MIB;

    @AutoClose private static MaidianProcess maidian;
    private static ProcessMemory memory;

    enum Bomb {
        SNAPPY_OF_4_GIB(400, "codec.corrupt", "X-Compress-Codec: 2") {
            @Override
            byte[] body() {
                return new byte[] {-1, -1, -1, -1, 0x0f, 0, 0};
            }
        },
        LZ4_OF_1_GIB(413, "body.too_large", "X-Compress-Codec: 3") {
            @Override
            byte[] body() {
                byte[] bomb = new byte[4 * MIB];
                Arrays.fill(bomb, (byte) 0xff);
                System.arraycopy(new byte[] {0x1f, 'a', 1, 0}, 0, bomb, 0, 4);
                bomb[bomb.length - 2] = 0;
                bomb[bomb.length - 1] = 0;
                return bomb;
            }
        },
        GZIP_OF_10_GIB(413, "body.too_large", "Content-Encoding: gzip") {
            @Override
            byte[] body() {
                return gzipOfZeros(10 * 1_024);
            }
        },
        GZIP_OF_4_GIB_WITHIN_THE_LIMIT(413, "body.too_large", "Content-Encoding: gzip") {
            @Override
            byte[] body() {
                return gzipOfZeros(4_000);
            }
        },
        GZIP_OF_GZIP_OF_10_GIB(413, "body.too_large", "Content-Encoding: gzip, gzip") {
            @Override
            byte[] body() {
                return Encoding.GZIP.apply(gzipOfZeros(10 * 1_024));
            }
        },
        ZSTD_OF_10_GIB(413, "body.too_large", "Content-Encoding: zstd") {
            @Override
            byte[] body() {
                return zstdOfZeros(10 * 1_024 * 8);
            }
        },
        JSON_100_000_DEEP(400, "body.too_deep", "X: y") {
            @Override
            byte[] body() {
                return "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
            }
        },
        JSON_10_MILLION_DEEP(400, "body.too_deep", "Content-Encoding: gzip") {
            @Override
            byte[] body() {
                return Encoding.GZIP.apply(
                        "[{\"var\":"
                                .concat("[".repeat(10_000_000))
                                .getBytes(StandardCharsets.US_ASCII));
            }
        },
        A_MILLION_KEYS(413, "body.too_many_names", "Content-Encoding: gzip") {
            @Override
            byte[] body() {
                return Encoding.GZIP.apply(
                        IntStream.range(0, 1_000_000)
                                .mapToObj(i -> "\"" + Integer.toString(i, 36) + "\":1")
                                .collect(Collectors.joining(",", "[{\"var\":{", "}}]"))
                                .getBytes(StandardCharsets.US_ASCII));
            }
        },
        A_STRING_OF_10_MB(413, "body.too_large", "X: y") {
            @Override
            byte[] body() {
                return string(10_000_000);
            }
        },
        A_STRING_OF_30_MB_COMPRESSED(200, "", "Content-Encoding: gzip") {
            @Override
            byte[] body() {
                return Encoding.GZIP.apply(string(30_000_000));
            }
        };

        private final int status;
        private final String code;
        private final String header;

        Bomb(int status, String code, String header) {
            this.status = status;
            this.code = code;
            this.header = header;
        }

        abstract byte[] body();
    }

    @BeforeAll
    static void start() throws IOException {
        maidian = MaidianProcess.start(Product.newFolder("bombs"));
        memory = new ProcessMemory(maidian);
        for (int i = 0; i < 50; i++) {
            maidian.api().store(maidian.demoAi(), UploadBody.SEED_THREE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachIsRefusedSoonAndInBoundedMemory(Bomb bomb) throws Exception {
        byte[] body = bomb.body();
        long before = memory.bytes();
        memory.forgetPeak();
        List<Future<Duration>> sent = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < AT_ONCE * EACH; i++) {
                int number = i;
                sent.add(threads.submit(() -> send(bomb, body, number)));
            }
        }
        Duration slowest = Duration.ZERO;
        for (Future<Duration> one : sent) {
            slowest = one.get().compareTo(slowest) > 0 ? one.get() : slowest;
        }
        long growth = memory.peakBytes() - before;
        System.out.printf(
                "BombTest: %s, %,d bytes: %d ms at most, %+d MiB%n",
                bomb, body.length, slowest.toMillis(), growth / MIB);
        assertThat(slowest).isLessThan(LIMIT);
        assertThat(growth).isLessThan(GROWTH_LIMIT_BYTES);
    }

    @Test
    void theHeapHoldsNothingOfThemAfterwards() throws Exception {
        long before = memory.liveHeapBytes();
        int number = 100;
        for (Bomb bomb : Bomb.values()) {
            send(bomb, bomb.body(), number++);
        }
        assertThat(memory.liveHeapBytes() - before).isLessThan(32L * MIB);
        assertThat(maidian.api().upload(maidian.demoAi(), UploadBody.SEED_ONE.json()).status())
                .isEqualTo(200);
    }

    /** Sends it until it is judged: where there is no memory for it, it is to be sent again. */
    private static Duration send(Bomb bomb, byte[] body, int number) throws IOException {
        long start = System.nanoTime();
        RawAnswer answer = answer(bomb, body, number);
        while (answer.status() == 503 && System.nanoTime() - start < LIMIT.toNanos()) {
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            answer = answer(bomb, body, number);
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(bomb.status);
        if (!bomb.code.isEmpty()) {
            assertThat(answer.json().requiredAt("/error/code").stringValue()).isEqualTo(bomb.code);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static RawAnswer answer(Bomb bomb, byte[] body, int number) throws IOException {
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write(
                    "POST /v3/%s/s2s/cstm?stm=%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n\r\n"
                            .formatted(maidian.demoAi(), NOW + number, body.length, bomb.header));
            try {
                connection.write(body);
            } catch (IOException e) {
                // It was refused before it was all sent; the answer says so.
            }
            return connection.read();
        }
    }

    private static byte[] string(int length) {
        Map<String, Object> event = UploadBody.event("Long", "a", 1_506_069_592_985L);
        event.put("var", Map.of("text", "x".repeat(length)));
        return UploadBody.of(List.of(event)).json().getBytes(StandardCharsets.UTF_8);
    }

    /** One MiB of zeros, deflated once, so many times; without gzip's end. */
    private static byte[] gzipOfZeros(int mebibytes) {
        byte[] piece = new byte[MIB];
        int length;
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(new byte[MIB]);
            length = deflater.deflate(piece, 0, piece.length, Deflater.FULL_FLUSH);
        }
        ByteArrayOutputStream bomb = new ByteArrayOutputStream(10 + mebibytes * length);
        bomb.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
        for (int i = 0; i < mebibytes; i++) {
            bomb.write(piece, 0, length);
        }
        return bomb.toByteArray();
    }

    /** Blocks of 128 KiB, each of which says "0, so many times" in four bytes. */
    private static byte[] zstdOfZeros(int blocks) {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream(6 + 4 * blocks);
        bomb.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0x68});
        for (int i = 0; i < blocks; i++) {
            int last = i == blocks - 1 ? 1 : 0;
            bomb.writeBytes(new byte[] {(byte) (2 | last), 0, 0x10, 0});
        }
        return bomb.toByteArray();
    }
}
