package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run peers}: what others take on this machine, and what they promise for it. */
@Command(
        name = "peers",
        description = "The same events into Maidian, ClickHouse and PostgreSQL, taking turns.",
        mixinStandardHelpOptions = true)
final class PeersCommand implements Callable<Integer> {
    @Mixin private Options options = new Options();

    @Option(
            names = "--seconds",
            defaultValue = "6",
            description = "length of one measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--runs", defaultValue = "1", description = "turns of each (${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--warm-up",
            defaultValue = "2",
            description = "seconds of the same before; Maidian has 10 at least (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "connections, kept open (${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "maidian|clickhouse|postgresql",
            description = "some of them; all if left out")
    private Set<Kind> only = EnumSet.allOf(Kind.class);

    @Option(names = "--chdb", hidden = true, description = "library of ClickHouse's npm package")
    private @Nullable Path clickHouse;

    @Option(names = "--postgresql", hidden = true, description = "PostgreSQL's folder bin")
    private @Nullable Path postgres;

    private final Map<Peer.Way, PeerFigures> figures = new LinkedHashMap<>();

    /** What may be measured. */
    enum Kind {
        MAIDIAN,
        CLICKHOUSE,
        POSTGRESQL
    }

    /** Starts one for its turn. */
    private interface Starter {
        Peer start(Path scratch) throws IOException, InterruptedException;
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || runs < 1 || warmUpSeconds < 1 || connections < 2) {
            throw new BenchFailure("--seconds, --runs and --warm-up are at least 1");
        }
        try (Scratch scratch = options.openScratch()) {
            scratch.admitOthers();
            System.out.println(MachineFacts.read(scratch.folder()));
            for (int run = 1; run <= runs; run++) {
                for (Starter starter : starters()) {
                    Path folder = scratch.fresh("turn");
                    try (Peer peer = starter.start(folder)) {
                        turn(peer);
                    }
                }
            }
        }
        System.out.println(table());
        boolean holds = figures.values().stream().allMatch(PeerFigures::allFound);
        System.out.println(
                holds
                        ? "each event that was answered for was found"
                        : "MISMATCH: an event that was answered for was not found, see above");
        return holds ? 0 : 1;
    }

    private List<Starter> starters() {
        Wrk wrk = new Wrk(options.root().resolve("bench/wrk/upload.lua"), 2, connections);
        Path root = options.root();
        List<Starter> starters = new ArrayList<>();
        if (only.contains(Kind.MAIDIAN)) {
            starters.add(scratch ->
                    new MaidianPeer(new Servers(root, scratch), scratch.resolve("data"), wrk));
        }
        Path library = clickHouse;
        if (only.contains(Kind.CLICKHOUSE) && library != null) {
            Path configuration = root.resolve("bench/peers/clickhouse.xml");
            starters.add(scratch -> new ClickHousePeer(library, configuration, scratch, wrk));
        }
        Path programs = postgres;
        if (only.contains(Kind.POSTGRESQL) && programs != null) {
            Path template = root.resolve("bench/peers/postgresql-insert.sql");
            starters.add(
                    scratch -> new PostgresPeer(programs, template, scratch, connections, true));
            starters.add(
                    scratch -> new PostgresPeer(programs, template, scratch, connections, false));
        }
        return starters;
    }

    private void turn(Peer peer) throws IOException, InterruptedException {
        for (Peer.Way way : peer.ways()) {
            Duration warmUp = peer.warmUp(Duration.ofSeconds(warmUpSeconds));
            LoadReport warm = peer.upload(way, Math.toIntExact(warmUp.toSeconds())).report();
            peer.settle();
            long forcesBefore = peer.forces();
            Duration before = peer.process().processorTime();
            Peer.Uploaded uploaded = peer.upload(way, seconds);
            LoadReport report = uploaded.report();
            peer.settle();
            Duration used = peer.process().processorTime().minus(before);
            long forces = peer.forces() - forcesBefore;
            long events = way.load().events();
            long found = peer.found(way);
            PeerFigures kept =
                    figures.computeIfAbsent(way, _ -> new PeerFigures(new LoadSeries(way.load())));
            kept.series().add(report, uploaded.seconds(), used);
            kept.forcesPerSecond().add(forces / uploaded.seconds());
            kept.account(
                    found,
                    (warm.acknowledged() + report.acknowledged()) * events,
                    report.refused());
            System.err.printf(
                    "  %s, %s, %s: %s events/s, refused %d%n",
                    way.name(),
                    way.load().title(),
                    way.promise().words(),
                    Figures.count(report.acknowledged() * events / uploaded.seconds()),
                    report.refused());
        }
    }

    private TextTable table() {
        TextTable table =
                new TextTable(
                        "system",
                        "load",
                        "events/s",
                        "p50",
                        "p99",
                        "CPU/event",
                        "forces/s",
                        "not 200",
                        "what the answer means");
        figures.forEach((way, kept) ->
                table.row(
                        way.name(),
                        way.load().title(),
                        Figures.count(kept.series().eventsPerSecond()),
                        Figures.micros(kept.series().p50Micros().median()),
                        Figures.micros(kept.series().p99Micros().median()),
                        "%.1f µs".formatted(kept.series().processorMicrosPerEvent().median()),
                        Figures.count(
                                Spread.of(
                                                kept.forcesPerSecond().stream()
                                                        .mapToDouble(Double::doubleValue)
                                                        .toArray())
                                        .median()),
                        Long.toString(kept.refused()),
                        way.promise().words()));
        return table;
    }
}
