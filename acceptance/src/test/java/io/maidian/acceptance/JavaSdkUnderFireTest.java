package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.FlakyProxy.Carried;
import io.maidian.acceptance.FlakyProxy.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * GrowingIO's own Java SDK over a bad network, against a server that is slow, killed and restarted
 * meanwhile: what the server acknowledged is there, and nothing is there twice. What was
 * acknowledged is known from the bytes that the network carried. {@code -Dmaidian.seed=N} repeats a
 * run's choices.
 */
final class JavaSdkUnderFireTest {
    private static final int EVENTS = Boolean.getBoolean("maidian.long") ? 12_000 : 1_200;
    private static final Pattern USER = Pattern.compile("\"(user-\\d+)\"");

    /** Longer than the SDK waits for an answer and between two tries. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private final long seed = Long.getLong("maidian.seed", System.nanoTime());
    private final Path data = Product.newFolder("fire");

    @Test
    void nothingAcknowledgedIsLostAndNothingIsDoubled() throws Exception {
        MaidianProcess maidian = MaidianProcess.start(data);
        String ai = maidian.demoAi();
        int port = maidian.port();
        try (FlakyProxy network = new FlakyProxy(maidian.address(), new Random(seed))) {
            Product.Started sender =
                    SdkSender.start(network.address(), ai, true, EVENTS, List.of());
            awaitCarried(network, 12);
            maidian.kill9();
            maidian = MaidianProcess.start(data, port);
            awaitCarried(network, network.ledger().size() + 12);
            assertThat(maidian.terminate()).isIn(0, 143);
            maidian = MaidianProcess.start(data, port);
            assertThat(
                            sender.out()
                                    .await(
                                            lines -> lines.contains(SdkSender.DONE),
                                            Duration.ofMinutes(10)))
                    .isTrue();
            network.awaitQuiet(QUIET);
            sender.process().getOutputStream().close();
            Product.awaitEnd(sender);
            check(network.ledger(), maidian, ai);
        } finally {
            maidian.close();
        }
    }

    private void check(List<Carried> carried, MaidianProcess maidian, String ai) {
        Set<String> acknowledged = new HashSet<>();
        Set<String> sent = new HashSet<>();
        Set<Fate> fates = EnumSet.noneOf(Fate.class);
        Map<String, String> requestIds = new HashMap<>();
        int retries = 0;
        Set<String> identities = new HashSet<>();
        for (Carried upload : carried) {
            fates.add(upload.fate());
            Set<String> users = users(upload);
            sent.addAll(users);
            retries += identities.add(upload.identity()) ? 0 : 1;
            if (upload.acknowledged()) {
                acknowledged.addAll(users);
                String id = requestId(upload);
                assertThat(requestIds.merge(upload.identity(), id, (first, _) -> first))
                        .as("a retry is answered as the first; seed %s", seed)
                        .isEqualTo(id);
            }
        }
        Question bought = Question.realtime(SdkSender.EVENT);
        Api api = maidian.api();
        api.awaitTotal(ai, bought.users(), acknowledged.size());
        long found = api.ask(ai, bought).total();
        System.out.printf(
                "JavaSdkUnderFireTest: %d uploads carried, %d of them retries, %d events"
                        + " acknowledged, %d sent, %d found%n",
                carried.size(), retries, acknowledged.size(), sent.size(), found);
        assertThat(api.ask(ai, bought.users()).total())
                .as("none is there twice; seed %s", seed)
                .isEqualTo(found);
        assertThat(inLog())
                .as("seed %s", seed)
                .containsAll(acknowledged)
                .isSubsetOf(sent)
                .hasSize(Math.toIntExact(found));
        assertThat(fates).as("what happened; seed %s", seed).hasSizeGreaterThan(3);
        assertThat(retries).isPositive();
        assertThat(acknowledged).hasSizeGreaterThan(EVENTS / 4);
    }

    private Set<String> inLog() {
        Product.Ended cat = Product.run("log", "cat", "--data", data.toString());
        assertThat(cat.status()).as("%s", cat.err()).isZero();
        Set<String> found = new HashSet<>();
        for (String line : cat.out()) {
            Matcher user = USER.matcher(line);
            while (user.find()) {
                assertThat(found.add(user.group(1))).as("once: %s", line).isTrue();
            }
        }
        return found;
    }

    private static Set<String> users(Carried upload) {
        Set<String> users = new HashSet<>();
        for (JsonNode event : Api.JSON.readTree(Encoding.unsnappy(upload.body().array()))) {
            users.add(event.get("cs1").stringValue());
        }
        return users;
    }

    private static String requestId(Carried upload) {
        String answer = upload.answer();
        JsonNode told = Api.JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        return told.get("request_id").stringValue();
    }

    private static void awaitCarried(FlakyProxy network, int uploads) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (network.ledger().size() < uploads) {
            assertThat(System.nanoTime()).as("uploads come by").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
