package io.maidian.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run upload}: durable uploads a second, held against bare limits in the same run. */
@Command(
        name = "upload",
        description =
                "Durable uploads a second, beside bare servers and a bare disk; start; memory at rest.",
        mixinStandardHelpOptions = true)
final class UploadCommand implements Callable<Integer> {
    @Mixin private Options options = new Options();

    @Option(names = "--seconds", description = "length of one run (10; --quick: 6)")
    private @Nullable Integer seconds;

    @Option(
            names = "--runs",
            description = "runs of each load against each server, taking turns (3; --quick: 1)")
    private @Nullable Integer runs;

    @Option(
            names = "--warm-up",
            description =
                    "seconds of a round of warming up, of which each load gets up to 8, until the"
                            + " compiler is done (10; --quick: 5)")
    private @Nullable Integer warmUpSeconds;

    @Option(names = "--starts", description = "starts to take the median of (5; --quick: 1)")
    private @Nullable Integer starts;

    @Option(
            names = "--idle",
            description = "seconds at rest before memory is read (10; --quick: 3)")
    private @Nullable Integer idleSeconds;

    @Option(names = "--quick", description = "about 90 s: for tuning, not for publishing")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "single|batch",
            description = "one of the two loads; both if left out")
    private @Nullable Load only;

    @Option(
            names = "--long-batches",
            paramLabel = "SECONDS",
            description = "instead of all else: batches of 100 for so long, while indexing may lag")
    private int longSeconds;

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "threads of wrk (${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "connections, kept open (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--nginx", hidden = true, description = "Debian's nginx, unpacked")
    private @Nullable Path nginx;

    @Override
    public Integer call() throws Exception {
        Wrk wrk = new Wrk(options.root().resolve("bench/wrk/upload.lua"), threads, connections);
        try (Scratch scratch = options.openScratch()) {
            System.out.println(MachineFacts.read(scratch.folder()));
            if (longSeconds > 0) {
                LongBatches run = new LongBatches(options.root(), scratch.folder(), wrk);
                return run.measure(warmUp(), longSeconds) ? 0 : 1;
            }
            UploadRun.Plan plan =
                    new UploadRun.Plan(
                            only == null ? List.of(Load.values()) : List.of(only),
                            chosen(seconds, 10, 6),
                            chosen(runs, 3, 1),
                            warmUp(),
                            chosen(starts, 5, 1),
                            chosen(idleSeconds, 10, 3));
            UploadRun run = new UploadRun(options.root(), scratch.folder(), wrk, plan);
            UploadReport report = run.measure(nginx);
            System.out.println(report);
            return report.ledgerHolds() ? 0 : 1;
        }
    }

    private int warmUp() {
        return chosen(warmUpSeconds, 10, 5);
    }

    private int chosen(@Nullable Integer given, int usual, int whenQuick) {
        if (given != null) {
            return given;
        }
        return quick ? whenQuick : usual;
    }
}
