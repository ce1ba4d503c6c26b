package io.maidian;

import io.maidian.disk.FileDisk;
import io.maidian.ledger.Balance;
import io.maidian.ledger.Run;
import io.maidian.ledger.Sender;
import io.maidian.ledger.Verification;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code maidian verify-ledger}: sends numbered events to a server, whatever is done to it
 * meanwhile, and proves from outside that what it acknowledged is there once.
 */
@Command(
        name = "verify-ledger",
        description = {
            "Sends numbered events to a running server, writes down what became of each, and then asks the"
                    + " server's API whether all that was acknowledged is there once, and nothing twice.",
            "Do to the server meanwhile what you fear: kill it, stop it, fill its disk. Exit code 0: it holds;"
                    + " 1: it does not; 2: it could not be checked."
        },
        mixinStandardHelpOptions = true)
final class VerifyLedgerCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 30;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server, as http://127.0.0.1:8080. With --check: if it has moved.")
    private @Nullable URI server;

    @Option(
            names = "--ai",
            paramLabel = "ID",
            description = "The project that takes the events; best one of its own.")
    private @Nullable String ai;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long to send (default: 30). Ctrl-C ends it earlier.")
    private int seconds = 30;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "4",
            description = "Connections that send at once (default: 4).")
    private int connections = 4;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "100",
            description = "Events of an upload at most, up to 1000 (default: 100).")
    private int batch = 100;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Events a second at most (default: as many as are answered).")
    private int rate;

    @Option(
            names = "--rejected-every",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "Each N-th event is one that must be rejected and kept in the quarantine; 20 or more,"
                            + " 0 for none (default: 50).")
    private int rejectedEvery = 50;

    @Option(
            names = "--ids",
            description =
                    "Give each event an id, and send some again in other uploads: they must be there once"
                            + " all the same.")
    private boolean ids;

    @Option(
            names = "--event",
            paramLabel = "KEY",
            defaultValue = "maidian_ledger",
            description = "The key of the events (default: maidian_ledger).")
    private String event = "maidian_ledger";

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description =
                    "Where to write down what became of each event; must not exist yet (default:"
                            + " ledger-RUN.ndjson).")
    private @Nullable Path ledger;

    @Option(names = "--send-only", description = "Do not check: --check does it later.")
    private boolean sendOnly;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Send nothing; hold this ledger of an earlier run against the server.")
    private @Nullable Path check;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The server's data folder, for its admin.token (default: ./data).")
    private Path data = Path.of("data");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file that holds the operator's token, where it is not in --data.")
    private @Nullable Path tokenFile;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws StartException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            if (check != null) {
                Run kept = Verification.run(check);
                return check(check, server == null ? kept : at(kept, withoutSlash(server)), out);
            }
            Run run = newRun();
            Path file = ledger == null ? Path.of("ledger-" + run.id() + ".ndjson") : ledger;
            if (!sendOnly) {
                token();
            }
            send(run, file, out);
            return sendOnly ? 0 : check(file, run, out);
        } catch (IOException e) {
            throw new StartException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    private Run newRun() throws StartException {
        if (server == null || ai == null) {
            throw new StartException(
                    "name the server with --server and a project with --ai, or a ledger with --check");
        }
        String id = UUID.randomUUID().toString().substring(0, 8);
        return new Run(id, withoutSlash(server), ai, event, Clock.SYSTEM.millis());
    }

    private static Run at(Run run, URI server) {
        return new Run(run.id(), server, run.ai(), run.event(), run.startedMillis());
    }

    private static URI withoutSlash(URI server) throws StartException {
        String text = server.toString();
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            throw new StartException("--server is an address such as http://127.0.0.1:8080");
        }
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : server;
    }

    private void send(Run run, Path file, PrintWriter out)
            throws StartException, IOException, InterruptedException {
        Sender.Load load;
        try {
            load = new Sender.Load(connections, batch, rate, rejectedEvery, ids);
        } catch (IllegalArgumentException e) {
            throw new StartException(
                    "--connections is 1 or more, --batch 1 to 1000, --rate 0 or more, --rejected-every 0"
                            + " or 20 and more",
                    e);
        }
        out.printf(
                "Run %s: sending to %s, project %s, for %d s. Ledger: %s%n",
                run.id(), run.server(), run.ai(), seconds, file);
        out.flush();
        CountDownLatch ended = new CountDownLatch(1);
        try {
            Verification.send(
                    new FileDisk(),
                    file,
                    run,
                    load,
                    Duration.ofSeconds(seconds),
                    Clock.SYSTEM,
                    sender ->
                            Runtime.getRuntime()
                                    .addShutdownHook(
                                            new Thread(() -> stop(sender, ended), "stop")));
        } finally {
            ended.countDown();
        }
    }

    /** Lets the sender write down what it knows before the process ends. */
    private static void stop(Sender sender, CountDownLatch ended) {
        sender.stop();
        try {
            ended.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int check(Path file, Run run, PrintWriter out)
            throws StartException, IOException, InterruptedException {
        Balance balance = Verification.check(file, run, token());
        out.print(balance.text());
        out.flush();
        return balance.holds() ? 0 : 1;
    }

    private String token() throws StartException {
        Path file = tokenFile == null ? data.resolve("admin.token") : tokenFile;
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartException(
                    "cannot read the operator's token in "
                            + file
                            + ": name the server's data folder with --data, or a file with --token-file",
                    e);
        }
    }
}
