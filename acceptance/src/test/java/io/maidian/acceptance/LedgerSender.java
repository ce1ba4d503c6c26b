package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The product's own sender of numbered events, {@code maidian verify-ledger}, in a process of its
 * own that outlives the server: single events and batches, plain and snappy, some that are
 * rejected, and what is not answered again with the same address and bytes. For one thread.
 */
final class LedgerSender implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final Duration CHECK_LIMIT = Duration.ofMinutes(10);
    private static final String A_DAY = "86400";

    private final Path ledger;
    private final String ai;
    private final Product.Started sender;

    /** What the check of a ledger says. */
    record Found(List<String> table) {
        /** Events of a row: {@code acknowledged}, {@code rejected}, {@code refused}. */
        long events(String row) {
            Matcher line =
                    Pattern.compile("(?m)^" + row + " +(\\d+)").matcher(String.join("\n", table));
            return line.find() ? Long.parseLong(line.group(1)) : 0;
        }
    }

    private LedgerSender(Path ledger, String ai, Product.Started sender) {
        this.ledger = ledger;
        this.ai = ai;
        this.sender = sender;
    }

    /** Sends to the server's first project, until it is stopped. */
    static LedgerSender start(MaidianProcess maidian, int eventsPerSecond, String... more) {
        Path ledger = Product.newFolder("ledger").resolve("ledger.ndjson");
        String ai = maidian.demoAi();
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "verify-ledger",
                                "--send-only",
                                "--server",
                                maidian.address().toString(),
                                "--ai",
                                ai,
                                "--seconds",
                                A_DAY,
                                "--rate",
                                Integer.toString(eventsPerSecond),
                                "--ledger",
                                ledger.toString()));
        arguments.addAll(List.of(more));
        return new LedgerSender(ledger, ai, Product.start(arguments));
    }

    /** Lets it send for so long. */
    void runFor(Duration time) throws InterruptedException {
        boolean ended = sender.process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(ended).as("the sender ended by itself: %s", sender.err().lines()).isFalse();
    }

    /** Ends it; what it knows is in the ledger then. */
    void stop() {
        sender.process().destroy();
        Product.awaitEnd(sender, END_LIMIT);
    }

    /** Holds the ledger against the server: a failure where anything is lost or doubled. */
    Found check(MaidianProcess maidian) {
        Product.Started checking =
                Product.start(
                        List.of(
                                "verify-ledger",
                                "--check",
                                ledger.toString(),
                                "--server",
                                maidian.address().toString(),
                                "--data",
                                maidian.data().toString()));
        Product.awaitEnd(checking, CHECK_LIMIT);
        Product.Ended check = Product.awaitEnd(checking);
        assertThat(check.status())
                .as("%s of project %s:%n%s", ledger, ai, String.join("\n", check.said()))
                .isZero();
        assertThat(check.said()).anyMatch(line -> line.startsWith("It holds"));
        return new Found(check.out());
    }

    @Override
    public void close() {
        sender.process().destroyForcibly();
        Product.awaitEnd(sender, END_LIMIT);
        Product.delete(sender.temporary());
    }
}
