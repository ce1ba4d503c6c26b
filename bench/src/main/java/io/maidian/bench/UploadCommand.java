package io.maidian.bench;

import java.nio.file.Path;
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

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "length of one run (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--runs",
            defaultValue = "3",
            description = "runs of each load against each server, taking turns (${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "seconds of each load before the first run (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--starts",
            defaultValue = "5",
            description = "starts to take the median of (${DEFAULT-VALUE})")
    private int starts;

    @Option(
            names = "--idle",
            defaultValue = "10",
            description = "seconds at rest before memory is read (${DEFAULT-VALUE})")
    private int idleSeconds;

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
            UploadRun.Plan plan =
                    new UploadRun.Plan(seconds, runs, warmUpSeconds, starts, idleSeconds);
            UploadRun run = new UploadRun(options.root(), scratch.folder(), wrk, plan);
            UploadReport report = run.measure(nginx);
            System.out.println(report);
            return report.ledgerHolds() ? 0 : 1;
        }
    }
}
