package io.maidian.bench;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench/run store}: what events take in the store, and what settling them costs and gives.
 */
@Command(
        name = "store",
        description =
                "The event store alone: bytes an event, rates of adding and settling, trend queries.",
        mixinStandardHelpOptions = true)
final class StoreCommand implements Callable<Integer> {
    @Mixin private Options options = new Options();

    @Option(
            names = "--events",
            defaultValue = "10000000",
            description = "in each store (${DEFAULT-VALUE})")
    private long events;

    @Option(
            names = "--kinds",
            split = ",",
            defaultValue = "12,300",
            description = "kinds of event, a store for each number (${DEFAULT-VALUE})")
    private int[] kinds = {};

    @Option(
            names = "--per-second",
            defaultValue = "1200",
            description = "events a second, in the time that the events tell (${DEFAULT-VALUE})")
    private int eventsPerSecond;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "the same makes the same events (${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (events < 1_000_000) {
            throw new BenchFailure("--events is at least 1000000: fewer are never settled");
        }
        for (int each : kinds) {
            try (Scratch scratch = options.openScratch()) {
                System.out.println(MachineFacts.read(scratch.folder()));
                Path folder = scratch.folder().resolve("store");
                new StoreRun(folder, each, eventsPerSecond, seed).run(events);
            }
        }
        return 0;
    }
}
