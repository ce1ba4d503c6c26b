package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Senders that bring the same events in different requests, on four connections at once, and after
 * kills: each id is stored once, and whoever brings it again is told so.
 */
final class CallersIdTest {
    private static final String EVENT = "Order";
    private static final int CONNECTIONS = 4;
    private static final int ROUNDS = 60;
    private static final int KILLS = 3;
    private static final int PER_UPLOAD = 3;

    private final Path data = Product.newFolder("ids");

    @Test
    void anIdIsStoredOnceWhoeverBringsItAndWhateverIsKilled() throws Exception {
        String ai = "";
        Set<String> accepted = new HashSet<>();
        for (int life = 0; life <= KILLS; life++) {
            try (MaidianProcess maidian = MaidianProcess.start(data)) {
                ai = maidian.demoAi();
                for (int round = 0; round < ROUNDS; round++) {
                    // Half of them were brought in the life before, too.
                    round(maidian, ai, life * ROUNDS / 2 + round, accepted);
                }
                if (life < KILLS) {
                    maidian.kill9();
                } else {
                    long stored = accepted.size();
                    Question orders = Question.realtime(EVENT);
                    assertThat(maidian.api().awaitTotal(ai, orders, stored).total())
                            .isEqualTo(stored);
                    assertThat(maidian.terminate()).isIn(0, 143);
                }
            }
        }
        assertThat(accepted).hasSize(PER_UPLOAD * ROUNDS * (KILLS + 2) / 2);
        Product.Ended cat = Product.run("log", "cat", "--data", data.toString());
        String log = String.join("\n", cat.out());
        for (String id : accepted) {
            assertThat(log.split("\"id\":\"" + id + "\",\"tm\"", -1)).as(id).hasSize(2);
        }
    }

    /** The same ids on all connections in the same moment, each in a body of its own. */
    private static void round(MaidianProcess maidian, String ai, int number, Set<String> accepted)
            throws Exception {
        CyclicBarrier together = new CyclicBarrier(CONNECTIONS);
        List<Future<RawAnswer>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                byte[] body = body(number, i);
                futures.add(
                        threads.submit(() -> {
                            try (RawConnection connection = new RawConnection(maidian.address())) {
                                together.await();
                                connection.post("/v3/" + ai + "/s2s/cstm", body);
                                return connection.read();
                            }
                        }));
            }
        }
        int stored = 0;
        for (Future<RawAnswer> future : futures) {
            RawAnswer answer = future.get();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            JsonNode told = answer.json();
            assertThat(told.get("accepted").intValue() + told.get("duplicate").intValue())
                    .isEqualTo(PER_UPLOAD);
            assertThat(told.get("results")).hasSize(told.get("duplicate").intValue());
            for (JsonNode result : told.get("results")) {
                assertThat(result.get("outcome").stringValue()).isEqualTo("duplicate");
                assertThat(result.get("code").stringValue()).isEqualTo("id.duplicate");
            }
            stored += told.get("accepted").intValue();
        }
        int fresh = 0;
        for (int i = 0; i < PER_UPLOAD; i++) {
            fresh += accepted.add(id(number, i)) ? 1 : 0;
        }
        assertThat(stored).as("round %d", number).isEqualTo(fresh);
    }

    private static String id(int round, int i) {
        return "order-" + round + "-" + i;
    }

    /** In another order on each connection. */
    private static byte[] body(int round, int connection) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < PER_UPLOAD; i++) {
            events.add(
                    "{\"cs1\":\"c%d\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Order\",\"id\":\"%s\"}"
                            .formatted(connection, id(round, (i + connection) % PER_UPLOAD)));
        }
        return ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aDuplicateIsFoundByItsRequestIdAndByADryRun() throws Exception {
        try (MaidianProcess maidian = MaidianProcess.start(data)) {
            String ai = maidian.demoAi();
            post(maidian, "/v3/" + ai + "/s2s/cstm", body(1, 0));
            JsonNode dry = post(maidian, "/v3/" + ai + "/s2s/cstm?dry_run=1", body(1, 1));
            assertThat(dry.get("duplicate").intValue()).isEqualTo(PER_UPLOAD);
            JsonNode told = post(maidian, "/v3/" + ai + "/s2s/cstm", body(1, 1));
            JsonNode found =
                    maidian.api()
                            .get(
                                    "/api/projects/"
                                            + ai
                                            + "/uploads/"
                                            + told.get("request_id").stringValue())
                            .json();
            assertThat(found.get("duplicate").intValue()).isEqualTo(PER_UPLOAD);
            assertThat(found.get("events")).hasSize(PER_UPLOAD);
            assertThat(found.get("events").get(0).get("outcome").stringValue())
                    .isEqualTo("duplicate");
            JsonNode listed =
                    maidian.api()
                            .get("/api/projects/" + ai + "/debugger/uploads?outcome=duplicate")
                            .json();
            assertThat(listed.get("uploads")).hasSize(1);
            assertThat(listed.get("uploads").get(0).get("id").stringValue())
                    .isEqualTo(told.get("request_id").stringValue());
        }
    }

    private static JsonNode post(MaidianProcess maidian, String path, byte[] body)
            throws Exception {
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.post(path, body);
            RawAnswer answer = connection.read();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.json();
        }
    }
}
