package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * kill -9 under load, again and again on the same data: what was acknowledged is there once, and
 * nothing is there twice. {@code -Dmaidian.long=true} does it 200 times; {@code -Dmaidian.seed=N}
 * repeats a run's choices.
 */
final class KillTest {
    private static final int ROUNDS = Boolean.getBoolean("maidian.long") ? 200 : 20;
    private static final int ROUNDS_TO_A_KILL_IN_RECOVERY = 4;
    private static final int LONGEST_START_MILLIS = 2500;
    private static final Pattern USER = Pattern.compile("\"(Round\\d+)-\\d+-\\d+\"");

    private final long seed = Long.getLong("maidian.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Path data = Product.newFolder("kill");
    private final Ledger ledger = new Ledger();

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void acknowledgedEventsSurviveEveryKillExactlyOnce() throws InterruptedException {
        System.out.println("KillTest: -Dmaidian.seed=" + seed);
        String ai = "";
        for (int round = 1; round <= ROUNDS; round++) {
            ai = loadAndKill(round);
            if (round % ROUNDS_TO_A_KILL_IN_RECOVERY == 0) {
                killWhileStarting();
            }
        }
        try (MaidianProcess last = MaidianProcess.start(data)) {
            last.terminate();
        }
        Map<String, Long> inLog = checkLog();
        try (MaidianProcess maidian = MaidianProcess.start(data)) {
            checkStore(maidian.api(), ai, inLog);
        }
        System.out.printf(
                "KillTest: %d rounds, %d events acknowledged, %d sent, 0 lost, 0 doubled%n",
                ROUNDS, ledger.acknowledged().size(), ledger.sent().size());
    }

    /** One round; tells the project's id. */
    private String loadAndKill(int round) throws InterruptedException {
        String key = roundKey(round);
        try (MaidianProcess maidian = MaidianProcess.start(data)) {
            String ai = maidian.demoAi();
            long enough = 1L + random.nextInt(5000);
            try (UploadLoad load =
                    new UploadLoad(maidian.address(), ai, key, ledger, random, enough)) {
                load.awaitEnough();
                maidian.kill9();
            }
            return ai;
        }
    }

    /** A server that is killed while it recovers or opens its data loses nothing either. */
    private void killWhileStarting() throws InterruptedException {
        Product.Started started = MaidianProcess.startUnready(data, 0);
        boolean ended =
                started.process()
                        .waitFor(random.nextInt(LONGEST_START_MILLIS), TimeUnit.MILLISECONDS);
        assertThat(ended).as("it ended by itself while starting; seed %s", seed).isFalse();
        started.process().destroyForcibly();
        Product.awaitEnd(started);
    }

    /** Finds every acknowledged event in the log once; tells how many of each round there are. */
    private Map<String, Long> checkLog() {
        Product.Ended cat = Product.run("log", "cat", "--data", data.toString());
        assertThat(cat.status()).as("%s", cat.err()).isZero();
        Set<String> found = new HashSet<>();
        Set<String> doubled = new HashSet<>();
        Map<String, Long> counts = new HashMap<>();
        for (String line : cat.out()) {
            Matcher user = USER.matcher(line);
            while (user.find()) {
                if (!found.add(user.group())) {
                    doubled.add(user.group());
                }
                counts.merge(user.group(1), 1L, Long::sum);
            }
        }
        Set<String> sent = quoted(ledger.sent());
        Set<String> lost = quoted(ledger.acknowledged());
        lost.removeAll(found);
        found.removeAll(sent);
        assertThat(lost).as("acknowledged but not in the log; seed %s", seed).isEmpty();
        assertThat(doubled).as("in the log twice; seed %s", seed).isEmpty();
        assertThat(found).as("in the log but never sent; seed %s", seed).isEmpty();
        return counts;
    }

    /** The store holds exactly what the log does, each user once. */
    private void checkStore(Api api, String ai, Map<String, Long> inLog) {
        for (int round = 1; round <= ROUNDS; round++) {
            String key = roundKey(round);
            long expected = inLog.getOrDefault(key, 0L);
            Question received = Question.trend(key).with("time", "received");
            Answer counted = api.awaitTotal(ai, received, expected);
            assertThat(counted.total()).as("%s; seed %s", key, seed).isEqualTo(expected);
            assertThat(api.ask(ai, received.users()).total())
                    .as("users of %s; seed %s", key, seed)
                    .isEqualTo(expected);
        }
    }

    private static Set<String> quoted(Set<String> users) {
        Set<String> quoted = new HashSet<>();
        users.forEach(user -> quoted.add('"' + user + '"'));
        return quoted;
    }

    private static String roundKey(int round) {
        return "Round%03d".formatted(round);
    }
}
