package io.maidian.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The order of one {@code bench/run upload}: starts over an empty folder, memory at rest, the loads
 * (each run against the product, then against its peers, so that all see the same machine), memory
 * again, starts over the full folder. After each run against the product it waits until the store
 * has all of it, so that no indexing is left over to disturb what is measured next.
 */
final class UploadRun {
    private static final String EVENT = "BuyProduct";
    private static final Duration DISK_LENGTH = Duration.ofSeconds(2);

    /** Of a core; what the compiler takes beyond this, a warm server has for uploads. */
    private static final double COMPILED = 0.06;

    private static final int MOST_WARM_UPS = 8;

    private final Servers servers;
    private final Path scratch;
    private final Wrk wrk;
    private final Plan plan;
    private final Map<Load, Map<String, LoadSeries>> series = new EnumMap<>(Load.class);
    private final Map<Load, List<DiskProbe>> forceLoops = new EnumMap<>(Load.class);
    private long refused;
    private long broken;
    private long overdue;

    UploadRun(Path root, Path scratch, Wrk wrk, Plan plan) {
        this.servers = new Servers(root, scratch);
        this.scratch = scratch;
        this.wrk = wrk;
        this.plan = plan;
    }

    /**
     * How long and how often.
     *
     * @param loads in this order
     */
    record Plan(
            List<Load> loads,
            int seconds,
            int runs,
            int warmUpSeconds,
            int starts,
            int idleSeconds) {
        Plan {
            if (seconds < 1 || runs < 1 || warmUpSeconds < 0 || starts < 1 || idleSeconds < 0) {
                throw new BenchFailure("--seconds, --runs and --starts are at least 1");
            }
        }
    }

    private record Project(ServerProcess product, MaidianApi api, String ai, Ledger ledger) {}

    UploadReport measure(@Nullable Path nginx) throws IOException, InterruptedException {
        say("starting over an empty folder, " + plan.starts + " times");
        List<Duration> emptyStarts = new ArrayList<>();
        for (int i = 1; i < plan.starts; i++) {
            emptyStarts.add(startOnce(scratch.resolve("empty-" + i)));
        }
        Path data = scratch.resolve("data");
        long restBefore;
        long restAfter;
        Ledger ledger;
        try (ServerProcess product = servers.product(data)) {
            emptyStarts.add(product.firstAnswer());
            restBefore = residentAtRest(product);
            MaidianApi api = new MaidianApi(HttpClient.newHttpClient(), product.url(), data);
            String ai = api.createProject("bench");
            ledger = new Ledger(api, ai, EVENT);
            loadAll(new Project(product, api, ai, ledger), nginx);
            restAfter = residentAtRest(product);
        }
        say("starting over the full folder, " + plan.starts + " times");
        List<Duration> fullStarts = new ArrayList<>();
        for (int i = 0; i < plan.starts; i++) {
            fullStarts.add(startOnce(data));
        }
        return new UploadReport(
                plan,
                wrk.connections(),
                new UploadReport.Measured(series, forceLoops),
                new UploadReport.Rest(
                        micros(emptyStarts), micros(fullStarts), restBefore, restAfter),
                new UploadReport.Fate(
                        ledger, foundAfterRestart(data, ledger), refused, broken, overdue));
    }

    private void loadAll(Project project, @Nullable Path nginx)
            throws IOException, InterruptedException {
        try (ServerProcess vertx = servers.bareVertx(project.product.javaOptions())) {
            if (nginx == null) {
                loadAll(project, List.of(vertx));
                return;
            }
            try (ServerProcess bareNginx = servers.nginx(nginx)) {
                loadAll(project, List.of(vertx, bareNginx));
            }
        }
    }

    private void loadAll(Project project, List<ServerProcess> peers)
            throws IOException, InterruptedException {
        if (plan.warmUpSeconds > 0) {
            for (Load load : plan.loads) {
                say("warming up: " + load.title());
                warmUp(project, load);
                // nginx is warm from the start, and bare Vert.x has little to compile.
                peer(peers.getFirst(), project, load, plan.warmUpSeconds, false);
            }
        }
        for (int run = 1; run <= plan.runs; run++) {
            for (Load load : plan.loads) {
                say("run " + run + " of " + plan.runs + ": " + load.title());
                round(project, peers, load, plan.seconds, true);
                forceLoops.computeIfAbsent(load, _ -> new ArrayList<>()).add(forceLoop(load));
            }
        }
    }

    /** Until Java has compiled what the load needs, as it has in a server that runs for days. */
    private void warmUp(Project project, Load load) throws IOException, InterruptedException {
        for (int round = 0; round < MOST_WARM_UPS; round++) {
            Effort before = Effort.read(project.product.pid());
            product(project, load, plan.warmUpSeconds, false);
            Effort spent = Effort.read(project.product.pid()).since(before);
            double compiling =
                    Objects.requireNonNull(spent.byKind().get(ThreadKind.COMPILER))
                                    .processorMicros()
                            / TimeUnit.SECONDS.toMicros(plan.warmUpSeconds);
            say("  the compiler took %.0f %% of a core".formatted(compiling * 100));
            if (compiling < COMPILED) {
                return;
            }
        }
    }

    /** One run against each. */
    private void round(
            Project project, List<ServerProcess> peers, Load load, int seconds, boolean counts)
            throws IOException, InterruptedException {
        product(project, load, seconds, counts);
        for (ServerProcess each : peers) {
            peer(each, project, load, seconds, counts);
        }
    }

    private void product(Project project, Load load, int seconds, boolean counts)
            throws IOException, InterruptedException {
        ServerProcess product = project.product;
        String target = Wrk.uploadTarget(project.ai);
        Effort effortBefore = Effort.read(product.pid());
        Duration before = product.processorTime();
        LoadReport report = wrk.run(product.url(), target, seconds, load.events());
        project.ledger.add(
                report.acknowledged() * load.events(), report.unanswered() * load.events());
        refused += report.refused();
        broken += report.broken();
        overdue += report.overdue();
        project.ledger.catchUp();
        if (counts) {
            keep(load, product, report, before)
                    .addEffort(Effort.read(product.pid()).since(effortBefore));
        }
        project.ledger.reconcile();
        say(line(product, load, report, seconds));
    }

    private void peer(ServerProcess peer, Project project, Load load, int seconds, boolean counts)
            throws IOException, InterruptedException {
        Duration before = peer.processorTime();
        LoadReport report =
                wrk.run(peer.url(), Wrk.uploadTarget(project.ai), seconds, load.events());
        if (counts) {
            keep(load, peer, report, before);
        }
        say(line(peer, load, report, seconds));
    }

    /** The disk alone, with the bytes of one upload of every connection before each force. */
    private DiskProbe forceLoop(Load load) throws IOException {
        return DiskProbe.run(scratch, wrk.connections() * load.bodyBytes(), DISK_LENGTH);
    }

    private LoadSeries keep(
            Load load, ServerProcess server, LoadReport report, Duration processorTimeBefore)
            throws IOException {
        Duration used = server.processorTime().minus(processorTimeBefore);
        LoadSeries kept =
                series.computeIfAbsent(load, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(server.name(), _ -> new LoadSeries(load));
        kept.add(report, plan.seconds, used);
        return kept;
    }

    private static String line(ServerProcess server, Load load, LoadReport report, int seconds) {
        double rate = (double) report.acknowledged() * load.events() / seconds;
        double p99Micros = report.p99Micros();
        return "  %-12s %s events/s, p99 %s, refused %d"
                .formatted(
                        server.name(),
                        Figures.count(rate),
                        Figures.micros(p99Micros),
                        report.refused());
    }

    private Duration startOnce(Path data) throws IOException, InterruptedException {
        try (ServerProcess product = servers.product(data)) {
            return product.firstAnswer();
        }
    }

    private long residentAtRest(ServerProcess product) throws IOException, InterruptedException {
        say("memory at rest, after " + plan.idleSeconds + " s");
        Thread.sleep(Duration.ofSeconds(plan.idleSeconds));
        return product.residentBytes();
    }

    /** The restarts must not have lost or doubled anything either. */
    private Ledger foundAfterRestart(Path data, Ledger ledger)
            throws IOException, InterruptedException {
        try (ServerProcess product = servers.product(data)) {
            MaidianApi api = new MaidianApi(HttpClient.newHttpClient(), product.url(), data);
            Ledger again = ledger.against(api);
            again.reconcile();
            return again;
        }
    }

    private static Spread micros(List<Duration> durations) {
        return Spread.of(durations.stream().mapToDouble(one -> one.toNanos() / 1e3).toArray());
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
