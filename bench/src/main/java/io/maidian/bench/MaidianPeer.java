package io.maidian.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The product itself, as {@code bench/run upload} runs it: each load in its own project. */
final class MaidianPeer implements Peer {
    private static final String EVENT = "BuyProduct";

    /** By then the compiler has seen most of what there is. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final Wrk wrk;
    private final ServerProcess process;
    private final HttpClient http;
    private final MaidianApi api;
    private final Map<Load, String> projects = new EnumMap<>(Load.class);
    private final Map<Load, Ledger> ledgers = new EnumMap<>(Load.class);

    MaidianPeer(Servers servers, Path data, Wrk wrk) throws IOException, InterruptedException {
        this.wrk = wrk;
        process = servers.product(data);
        http = HttpClient.newHttpClient();
        api = new MaidianApi(http, process.url(), data);
        for (Load load : Load.values()) {
            String ai = api.createProject("bench");
            projects.put(load, ai);
            ledgers.put(load, new Ledger(api, ai, EVENT));
        }
    }

    @Override
    public List<Way> ways() {
        return List.of(
                new Way("Maidian, POST", Load.SINGLE, Promise.DURABLE),
                new Way("Maidian, POST", Load.BATCH, Promise.DURABLE));
    }

    @Override
    public Duration warmUp(Duration usual) {
        return usual.compareTo(WARM_UP) > 0 ? usual : WARM_UP;
    }

    @Override
    public Uploaded upload(Way way, int seconds) throws IOException, InterruptedException {
        String target = Wrk.uploadTarget(projects.getOrDefault(way.load(), ""));
        LoadReport report = wrk.run(process.url(), target, seconds, way.load().events());
        ledger(way).add(report.acknowledged() * way.load().events(), 0);
        return new Uploaded(report, seconds);
    }

    @Override
    public void settle() throws IOException, InterruptedException {
        for (Ledger ledger : ledgers.values()) {
            ledger.reconcile();
        }
    }

    @Override
    public long found(Way way) {
        return ledger(way).balance().found();
    }

    @Override
    public long forces() throws IOException, InterruptedException {
        return api.metrics().forces();
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }

    private Ledger ledger(Way way) {
        Ledger ledger = ledgers.get(way.load());
        if (ledger == null) {
            throw new IllegalArgumentException("not one of ways(): " + way);
        }
        return ledger;
    }
}
