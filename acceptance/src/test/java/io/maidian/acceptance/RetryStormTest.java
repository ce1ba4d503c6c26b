package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What an SDK does that hears nothing: the same URL, sending time and bytes, four at once, and
 * again after the server was killed. It is stored once, and every answer tells the same.
 */
final class RetryStormTest {
    private static final String EVENT = "Storm";
    private static final int AT_ONCE = 4;
    private static final int UPLOADS = 25;

    private final Path data = Product.newFolder("storm");
    private final List<Sent> all = new ArrayList<>();

    /** An upload, and what its first answer was. */
    private record Sent(String path, ByteBuffer body, String requestId, JsonNode results) {}

    @Test
    void theSameUploadIsStoredOnceHoweverOftenItComes() throws Exception {
        String ai;
        try (MaidianProcess maidian = MaidianProcess.start(data)) {
            ai = maidian.demoAi();
            long now = System.currentTimeMillis();
            for (int i = 0; i < UPLOADS; i++) {
                first(maidian, "/v3/" + ai + "/s2s/cstm?stm=" + (now + i), body(i, now));
            }
            maidian.kill9();
        }
        for (boolean killed : new boolean[] {true, false}) {
            try (MaidianProcess maidian = MaidianProcess.start(data)) {
                for (Sent sent : all) {
                    for (RawAnswer answer : atOnce(maidian, sent.path(), sent.body().array())) {
                        assertSame(answer, sent);
                        assertThat(answer.json().get("accepted").intValue()).isZero();
                        assertThat(answer.json().get("duplicate").intValue()).isEqualTo(2);
                    }
                }
                if (killed) {
                    maidian.kill9();
                } else {
                    Question storm = Question.realtime(EVENT);
                    assertThat(maidian.api().awaitTotal(ai, storm, 2 * UPLOADS).total())
                            .isEqualTo(2 * UPLOADS);
                    assertThat(maidian.api().ask(ai, storm.users()).total()).isEqualTo(2 * UPLOADS);
                    assertThat(maidian.terminate()).isIn(0, 143);
                }
            }
        }
        Product.Ended cat = Product.run("log", "cat", "--data", data.toString());
        assertThat(String.join("\n", cat.out()).split("storm-\\d+-good", -1)).hasSize(UPLOADS + 1);
    }

    /** A good event, one with a warning, one that is rejected. */
    private static byte[] body(int i, long now) {
        return """
        [{"cs1":"storm-%d-good","tm":%d,"t":"cstm","n":"Storm"},
         {"cs1":"storm-%d-warned","tm":%d,"t":"cstm","n":"Storm","var":{"tags":["x"]}},
         {"cs1":"-1","tm":%d,"t":"cstm","n":"Storm"}]
        """
                .formatted(i, now, i, now, now)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void first(MaidianProcess maidian, String path, byte[] body) throws Exception {
        List<RawAnswer> answers = atOnce(maidian, path, body);
        JsonNode told = answers.getFirst().json();
        Sent sent =
                new Sent(
                        path,
                        ByteBuffer.wrap(body),
                        told.get("request_id").stringValue(),
                        told.get("results"));
        List<Integer> accepted = new ArrayList<>();
        for (RawAnswer answer : answers) {
            assertSame(answer, sent);
            accepted.add(answer.json().get("accepted").intValue());
        }
        assertThat(accepted).containsExactlyInAnyOrder(2, 0, 0, 0);
        all.add(sent);
    }

    private static void assertSame(RawAnswer answer, Sent sent) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode told = answer.json();
        assertThat(told.get("request_id").stringValue()).isEqualTo(sent.requestId());
        assertThat(told.get("results")).hasSize(2).isEqualTo(sent.results());
        assertThat(told.get("received").intValue()).isEqualTo(3);
        assertThat(told.get("rejected").intValue()).isEqualTo(1);
        assertThat(told.get("accepted").intValue() + told.get("duplicate").intValue()).isEqualTo(2);
    }

    /** The answers to the same bytes on as many connections, sent in the same moment. */
    private static List<RawAnswer> atOnce(MaidianProcess maidian, String path, byte[] body)
            throws Exception {
        CyclicBarrier together = new CyclicBarrier(AT_ONCE);
        List<Future<RawAnswer>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < AT_ONCE; i++) {
                futures.add(
                        threads.submit(() -> {
                            try (RawConnection connection = new RawConnection(maidian.address())) {
                                together.await();
                                connection.post(path, body);
                                return connection.read();
                            }
                        }));
            }
        }
        List<RawAnswer> answers = new ArrayList<>();
        for (Future<RawAnswer> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }
}
