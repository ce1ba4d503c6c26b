package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several connections that upload as fast as they are answered, single events and batches, until
 * the server is gone. Each event has its own login user; nothing is sent twice.
 */
final class UploadLoad implements AutoCloseable {
    private static final int LARGEST_BATCH = 60;

    private final String path;
    private final String key;
    private final Ledger ledger;
    private final long wanted;
    private final AtomicLong acknowledged = new AtomicLong();
    private final CountDownLatch enough = new CountDownLatch(1);
    private final ExecutorService threads;
    private final List<Future<?>> connections = new ArrayList<>();
    private volatile boolean ending;

    /**
     * @param key the event's key, and the beginning of its users' ids
     * @param enough how many events are acknowledged when {@link #awaitEnough} returns
     */
    UploadLoad(URI address, String ai, String key, Ledger ledger, Random random, long enough) {
        path = "/v3/" + ai + "/s2s/cstm?stm=";
        this.key = key;
        this.ledger = ledger;
        wanted = enough;
        int count = 4 + random.nextInt(5);
        threads = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            String prefix = key + "-" + i + "-";
            Random own = new Random(random.nextLong());
            connections.add(threads.submit(() -> uploadAll(address, prefix, own)));
        }
    }

    /** Waits until enough events are acknowledged; from then on the server may end. */
    void awaitEnough() throws InterruptedException {
        assertThat(enough.await(60, TimeUnit.SECONDS))
                .as("%s of %s events acknowledged in a minute", acknowledged, wanted)
                .isTrue();
        ending = true;
    }

    private void uploadAll(URI address, String prefix, Random random) {
        try (RawConnection connection = new RawConnection(address)) {
            long next = 0;
            while (true) {
                List<String> users = new ArrayList<>();
                int size = random.nextInt(3) == 0 ? 1 + random.nextInt(LARGEST_BATCH) : 1;
                while (users.size() < size) {
                    users.add(prefix + next++);
                }
                upload(connection, users);
            }
        } catch (IOException e) {
            // The server is gone: what was not acknowledged by now never is.
            if (!ending) {
                throw new AssertionError("cut off by a server that should be running", e);
            }
        }
    }

    private void upload(RawConnection connection, List<String> users) throws IOException {
        long now = System.currentTimeMillis();
        String body = UploadBody.of(key, now, users.toArray(String[]::new)).json();
        ledger.sending(users);
        connection.post(path + now, body.getBytes(StandardCharsets.UTF_8));
        RawAnswer answer = connection.read();
        if (answer.status() == 503) {
            return;
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("accepted").intValue()).isEqualTo(users.size());
        ledger.acknowledged(users);
        if (acknowledged.addAndGet(users.size()) >= wanted) {
            enough.countDown();
        }
    }

    /** Waits until every connection has ended, because the server has. */
    @Override
    public void close() {
        try {
            for (Future<?> connection : connections) {
                connection.get(60, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            throw new AssertionError("an upload went wrong", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("an upload is neither answered nor cut off", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
