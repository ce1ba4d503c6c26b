package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Connections that want nothing, send a byte a second, stop half-way or are reset: whoever uploads
 * beside them does not notice. {@code -Dmaidian.long=true} opens 10,000 and 1,000 of them.
 */
final class ManyConnectionsTest {
    private static final boolean LONG = Boolean.getBoolean("maidian.long");
    private static final int IDLE = LONG ? 10_000 : 1_000;
    private static final int SLOW = LONG ? 1_000 : 200;
    private static final int BROKEN = LONG ? 500 : 100;
    private static final Duration MEASURED = Duration.ofSeconds(LONG ? 60 : 8);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final AtomicLong STM = new AtomicLong(System.currentTimeMillis());

    private static final byte[] BODY = UploadBody.SEED_ONE.json().getBytes(StandardCharsets.UTF_8);

    @Test
    void othersAreServedWithinASecond() throws Exception {
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("many"));
                Crowd crowd = new Crowd(maidian)) {
            ProcessMemory memory = new ProcessMemory(maidian);
            long before = memory.liveHeapBytes();
            for (int i = 0; i < IDLE; i++) {
                crowd.idle();
            }
            for (int i = 0; i < SLOW; i++) {
                crowd.slow(i % 2 == 0);
            }
            double each = (double) (memory.liveHeapBytes() - before) / (IDLE + SLOW);
            CountDownLatch stop = new CountDownLatch(1);
            List<Long> nanos;
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                Future<?> trickling = threads.submit(() -> crowd.trickle(stop));
                Future<List<Long>> measured = threads.submit(() -> upload(maidian, crowd));
                nanos = measured.get();
                stop.countDown();
                trickling.get();
            }
            Collections.sort(nanos);
            Duration p99 = Duration.ofNanos(nanos.get(nanos.size() * 99 / 100));
            System.out.printf(
                    "ManyConnectionsTest: %,d idle, %,d slow, %,d broken: %,d uploads, p50 %.1f ms,"
                            + " p99 %.1f ms, slowest %.1f ms; heap %.1f KiB a connection, resident %d"
                            + " MiB%n",
                    IDLE,
                    SLOW,
                    BROKEN,
                    nanos.size(),
                    nanos.get(nanos.size() / 2) / 1e6,
                    p99.toNanos() / 1e6,
                    nanos.getLast() / 1e6,
                    each / 1024,
                    memory.bytes() >> 20);
            assertThat(p99).isLessThan(Duration.ofSeconds(1));
            // The idle ones are still served, each on its connection.
            crowd.assertIdleAreServed();
        }
    }

    /** Uploads, each over a connection of its own, for the time; breaks others meanwhile. */
    private static List<Long> upload(MaidianProcess maidian, Crowd crowd) throws IOException {
        List<Long> nanos = new ArrayList<>();
        long end = System.nanoTime() + MEASURED.toNanos();
        int broken = 0;
        while (System.nanoTime() < end) {
            if (broken < BROKEN) {
                crowd.broken(broken++ % 2 == 0);
            }
            long start = System.nanoTime();
            try (RawConnection connection = new RawConnection(maidian.address())) {
                connection.post(path(maidian), BODY);
                RawAnswer answer = connection.read();
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
            nanos.add(System.nanoTime() - start);
            pause(Duration.ofMillis(5));
        }
        return nanos;
    }

    @Test
    void whoSendsTooSlowlyIsSentAway() throws Exception {
        try (MaidianProcess maidian =
                        MaidianProcess.start(
                                Product.newFolder("slow"),
                                List.of(
                                        "--set",
                                        "http.idle-timeout=3s",
                                        "--set",
                                        "http.body-timeout=2s"));
                Crowd crowd = new Crowd(maidian);
                RawConnection body = new RawConnection(maidian.address())) {
            crowd.slow(true);
            crowd.slow(false);
            body.write(
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n[{"
                            .formatted(path(maidian)));
            CountDownLatch stop = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
                Future<?> trickling = threads.submit(() -> crowd.trickle(stop));
                RawAnswer answer = body.read();
                assertThat(answer.status()).isEqualTo(408);
                assertThat(answer.json().requiredAt("/error/code").stringValue())
                        .isEqualTo("request.too_slow");
                assertThat(body.readToEnd()).isEmpty();
                crowd.awaitSlowAreClosed();
                stop.countDown();
                trickling.get();
            }
            assertThat(metric(maidian, "maidian_uploads_memory_bytes")).isZero();
        }
    }

    @Test
    void tooManyConnectionsAreToldSoAndLaterOnesServed() throws Exception {
        try (MaidianProcess maidian =
                MaidianProcess.start(
                        Product.newFolder("too-many"), List.of("--set", "http.connections=10"))) {
            List<RawConnection> open = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                open.add(answered(maidian, 200));
            }
            try (RawConnection eleventh = new RawConnection(maidian.address())) {
                eleventh.post(path(maidian), BODY);
                RawAnswer answer = eleventh.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(answer.header("X-Retry-Safe")).isEqualTo("true");
                assertThat(answer.json().requiredAt("/error/code").stringValue())
                        .isEqualTo("server.too_many_connections");
                assertThat(eleventh.readToEnd()).isEmpty();
            }
            for (RawConnection connection : open) {
                connection.post(path(maidian), BODY);
                assertThat(connection.read().status()).isEqualTo(200);
                connection.close();
            }
            awaitServed(maidian);
        }
    }

    private static void awaitServed(MaidianProcess maidian) throws Exception {
        long giveUp = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (RawConnection later = new RawConnection(maidian.address())) {
                later.post(path(maidian), BODY);
                if (later.read().status() == 200) {
                    return;
                }
            }
            assertThat(System.nanoTime()).isLessThan(giveUp);
            pause(Duration.ofMillis(50));
        }
    }

    private static RawConnection answered(MaidianProcess maidian, int status) throws IOException {
        RawConnection connection = new RawConnection(maidian.address());
        connection.post(path(maidian), BODY);
        assertThat(connection.read().status()).isEqualTo(status);
        return connection;
    }

    private static String path(MaidianProcess maidian) {
        return "/v3/" + maidian.demoAi() + "/s2s/cstm?stm=" + STM.incrementAndGet();
    }

    private static double metric(MaidianProcess maidian, String name) {
        return maidian.api().metric(name);
    }

    private static void pause(Duration time) {
        try {
            boolean _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Connections that are open and do little. */
    private static final class Crowd implements AutoCloseable {
        private final MaidianProcess maidian;
        private final InetSocketAddress address;
        private final List<SocketChannel> idle = new ArrayList<>();
        private final List<SocketChannel> slow = new ArrayList<>();
        private final List<SocketChannel> others = new ArrayList<>();

        Crowd(MaidianProcess maidian) {
            this.maidian = maidian;
            address = new InetSocketAddress(maidian.address().getHost(), maidian.port());
        }

        /** One that asked once and may ask again. */
        void idle() throws IOException {
            SocketChannel channel = open("GET /healthy-check HTTP/1.1\r\nHost: x\r\n\r\n");
            idle.add(channel);
            assertAnswered(channel);
        }

        /** One that goes on by a byte a second, in its head or in its body. */
        void slow(boolean head) throws IOException {
            String begin = "POST " + path(maidian) + " HTTP/1.1\r\nHost: x\r\n";
            SocketChannel channel =
                    open(begin + (head ? "X-Slow: " : "Content-Length: 4000\r\n\r\n"));
            channel.configureBlocking(false);
            slow.add(channel);
        }

        /** One that stops half-way: without a word, or by a reset. */
        void broken(boolean reset) throws IOException {
            SocketChannel channel =
                    open(
                            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n[{"
                                    .formatted(path(maidian)));
            if (reset) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            } else {
                channel.shutdownOutput();
                others.add(channel);
            }
        }

        private SocketChannel open(String begin) throws IOException {
            SocketChannel channel = SocketChannel.open(address);
            channel.write(ByteBuffer.wrap(begin.getBytes(StandardCharsets.US_ASCII)));
            return channel;
        }

        private static void assertAnswered(SocketChannel channel) throws IOException {
            ByteBuffer answer = ByteBuffer.allocate(4_096);
            assertThat(channel.read(answer)).isPositive();
            assertThat(new String(answer.array(), StandardCharsets.US_ASCII)).contains(" 200 OK");
        }

        /** Sends a byte over each slow one each second, until told to stop. */
        void trickle(CountDownLatch stop) {
            try {
                do {
                    for (SocketChannel channel : slow) {
                        trickle(channel);
                    }
                } while (!stop.await(1, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void trickle(SocketChannel channel) {
            try {
                channel.write(ByteBuffer.wrap(new byte[] {'x'}));
            } catch (IOException e) {
                // The server has closed it; awaitSlowAreClosed looks.
            }
        }

        void assertIdleAreServed() throws IOException {
            byte[] request =
                    "GET /healthy-check HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII);
            for (SocketChannel channel : idle) {
                channel.write(ByteBuffer.wrap(request));
                assertAnswered(channel);
            }
        }

        void awaitSlowAreClosed() {
            long giveUp = System.nanoTime() + LIMIT.toNanos();
            while (!slow.stream().allMatch(Crowd::isClosed)) {
                assertThat(System.nanoTime()).isLessThan(giveUp);
                pause(Duration.ofMillis(50));
            }
        }

        private static boolean isClosed(SocketChannel channel) {
            try {
                return channel.read(ByteBuffer.allocate(4_096)) < 0;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            for (List<SocketChannel> channels : List.of(idle, slow, others)) {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            }
        }
    }
}
