package io.maidian.ledger;

import io.maidian.disk.Disk;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** The two halves of the proof: sending, which leaves a ledger's file, and checking. Stateless. */
public final class Verification {
    private Verification() {}

    /**
     * Sends for so long.
     *
     * @param file must not exist yet
     * @param started is given the sender, so that another thread can stop it
     */
    public static void send(
            Disk disk,
            Path file,
            Run run,
            Sender.Load load,
            Duration time,
            Clock clock,
            Consumer<Sender> started)
            throws IOException, InterruptedException {
        try (LedgerFile ledger = LedgerFile.create(disk, file, run, System::nanoTime)) {
            Sender sender = new Sender(run, load, ledger, clock);
            started.accept(sender);
            sender.run(time);
        }
    }

    /** Which run a ledger's file is of. */
    public static Run run(Path file) throws IOException {
        return Account.read(file).run();
    }

    /**
     * Holds a ledger's file against its server.
     *
     * @param run where the server is to be asked; its id is the file's
     * @param token the operator's
     */
    public static Balance check(Path file, Run run, String token)
            throws IOException, InterruptedException {
        Account account = Account.read(file).account();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            new Evidence(run, client, token).collect(account);
        }
        return new Balance(account);
    }
}
