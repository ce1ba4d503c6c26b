package io.maidian.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run ids}: what an event's own id costs, and a start over many of them. */
@Command(
        name = "ids",
        description = "What an event's id costs, fresh and as a duplicate; memory, disk, restart.",
        mixinStandardHelpOptions = true)
final class IdsCommand implements Callable<Integer> {
    private static final int AT_ONCE = 8;
    private static final Pattern METRIC =
            Pattern.compile("^(maidian_ids_\\w+|maidian_indexer_lag_bytes)(?:\\{.*})? (\\S+)$");
    private static final long SCATTER = 0x9e3779b97f4a7c15L;

    @Mixin private Options options = new Options();

    @Option(
            names = "--ids",
            defaultValue = "10000000",
            description = "ids that are known at the end (${DEFAULT-VALUE})")
    private long ids;

    @Option(
            names = "--batch",
            defaultValue = "100",
            description = "events a request (${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--measured",
            defaultValue = "1000000",
            description = "events of each measured part (${DEFAULT-VALUE})")
    private long measured;

    @Override
    public Integer call() throws Exception {
        if (batch < 1 || measured < batch || ids < 2 * measured) {
            throw new BenchFailure("--ids is at least twice --measured, and that at least --batch");
        }
        try (Scratch scratch = options.openScratch()) {
            System.out.println(MachineFacts.read(scratch.folder()));
            Path data = scratch.folder().resolve("data");
            Servers servers = new Servers(options.root(), scratch.folder());
            try (HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                String ai;
                try (ServerProcess product = servers.product(data)) {
                    ai = new MaidianApi(http, product.url(), data).createProject("ids");
                    fill(new Target(http, product, ai));
                }
                return restart(servers, http, data, ai);
            }
        }
    }

    /** A server and a project of it. */
    private record Target(HttpClient http, ServerProcess product, String ai) {}

    /** What was answered: events by outcome. */
    private static final class Tally {
        private final AtomicLong accepted = new AtomicLong();
        private final AtomicLong duplicate = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();

        private void add(String answer) {
            long stored = number(answer, "accepted");
            long known = number(answer, "duplicate");
            accepted.addAndGet(Math.max(0, stored));
            duplicate.addAndGet(Math.max(0, known));
            failed.addAndGet(stored < 0 ? 1 : 0);
        }

        private static long number(String json, String name) {
            Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
            return found.find() ? Long.parseLong(found.group(1)) : -1;
        }
    }

    private void fill(Target target) throws Exception {
        TextTable table =
                new TextTable(
                        "batches of " + batch, "events/s", "CPU/event", "accepted", "duplicate");
        part(target, null, "warm-up, no ids", measured, null);
        part(target, table, "no ids", measured, null);
        part(target, table, "fresh ids", measured, i -> i);
        part(target, table, "duplicates, new ones", measured, i -> i);
        part(target, null, "filling", ids - 2 * measured, i -> measured + i);
        part(target, table, "fresh ids, all others known", measured, i -> ids - measured + i);
        part(
                target,
                table,
                "duplicates, of any age",
                measured,
                i -> Math.floorMod(i * SCATTER, ids));
        System.out.println(table);
    }

    private void part(
            Target target,
            @Nullable TextTable table,
            String what,
            long events,
            @Nullable LongUnaryOperator idOf)
            throws Exception {
        Duration before = target.product().processorTime();
        long started = System.nanoTime();
        Tally tally = send(target, events, idOf);
        double seconds = (System.nanoTime() - started) / 1e9;
        awaitIndexed(target);
        Duration used = target.product().processorTime().minus(before);
        if (tally.failed.get() > 0) {
            throw new BenchFailure(tally.failed.get() + " uploads were not answered 200: " + what);
        }
        if (table != null) {
            table.row(
                    what,
                    Figures.count(events / seconds),
                    "%.2f µs".formatted(used.toNanos() / 1e3 / events),
                    Long.toString(tally.accepted.get()),
                    Long.toString(tally.duplicate.get()));
        }
    }

    private Tally send(Target target, long events, @Nullable LongUnaryOperator idOf)
            throws Exception {
        Tally tally = new Tally();
        Semaphore room = new Semaphore(AT_ONCE);
        for (long from = 0; from < events; from += batch) {
            byte[] body = body(from, (int) Math.min(batch, events - from), idOf);
            room.acquire();
            URI uri = URI.create(target.product().url() + "/v3/" + target.ai() + "/s2s/cstm");
            HttpRequest request =
                    HttpRequest.newBuilder(uri)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            CompletableFuture<Void> _ =
                    target.http()
                            .sendAsync(request, BodyHandlers.ofString())
                            .handle((answer, problem) -> {
                                boolean taken = problem == null && answer.statusCode() == 200;
                                tally.add(taken ? answer.body() : "");
                                room.release();
                                return null;
                            });
        }
        room.acquire(AT_ONCE);
        return tally;
    }

    private static byte[] body(long from, int count, @Nullable LongUnaryOperator idOf) {
        StringBuilder text = new StringBuilder();
        for (long i = from; i < from + count; i++) {
            text.append(i == from ? '[' : ',')
                    .append("{\"cs1\":\"")
                    .append(9_000_000 + i % 200_000);
            text.append("\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"BuyProduct\",");
            if (idOf != null) {
                text.append("\"id\":\"order-").append(idOf.applyAsLong(i)).append("-paid\",");
            }
            text.append("\"var\":{\"product_name\":\"苹果\",\"product_price\":14}}");
        }
        return text.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitIndexed(Target target) throws Exception {
        while (metric(target, "maidian_indexer_lag_bytes") > 0) {
            Thread.sleep(100);
        }
    }

    private static double metric(Target target, String name) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(target.product().url() + "/metrics")).build();
        String all = target.http().send(request, BodyHandlers.ofString()).body();
        return all.lines()
                .map(METRIC::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(1).equals(name))
                .mapToDouble(line -> Double.parseDouble(line.group(2)))
                .findFirst()
                .orElseThrow(() -> new BenchFailure("no metric " + name));
    }

    private int restart(Servers servers, HttpClient http, Path data, String ai) throws Exception {
        try (ServerProcess product = servers.product(data)) {
            Target target = new Target(http, product, ai);
            double kept = metric(target, "maidian_ids_kept");
            System.out.printf(
                    "start to the first 200 over %.0f ids: %s%n",
                    kept, Figures.time(product.firstAnswer()));
            System.out.printf(
                    "an id: %.2f bytes of memory, %.2f of disk; %.0f files%n",
                    metric(target, "maidian_ids_memory_bytes") / kept,
                    metric(target, "maidian_ids_disk_bytes") / kept,
                    metric(target, "maidian_ids_files"));
            long again =
                    send(target, measured, i -> Math.floorMod(i * SCATTER, ids)).duplicate.get();
            System.out.printf("known after the restart: %d of %d%n", again, measured);
            return again == measured && kept >= ids ? 0 : 1;
        }
    }
}
