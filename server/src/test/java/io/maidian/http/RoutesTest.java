package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.access.Access;
import io.maidian.catalog.Project;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.sqlite.SqliteCatalog;
import io.maidian.disk.FileDisk;
import io.maidian.event.RejectionId;
import io.maidian.ids.KnownIds;
import io.maidian.ids.TestIds;
import io.maidian.intake.Captures;
import io.maidian.intake.EventTrial;
import io.maidian.intake.Intake;
import io.maidian.intake.IntakeLimits;
import io.maidian.intake.LargeUploads;
import io.maidian.intake.Retries;
import io.maidian.intake.RetryKey;
import io.maidian.intake.UploadMemory;
import io.maidian.live.IndexLag;
import io.maidian.live.LiveFeed;
import io.maidian.log.EventLog;
import io.maidian.log.LogPosition;
import io.maidian.log.UploadLookup;
import io.maidian.log.segment.SegmentLog;
import io.maidian.log.segment.SegmentLogOptions;
import io.maidian.operations.OperationParts;
import io.maidian.operations.Operations;
import io.maidian.operations.Upkeep;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.maidian.quarantine.QuarantineParts;
import io.maidian.query.Answer;
import io.maidian.query.EventFacts;
import io.maidian.query.EventPage;
import io.maidian.query.EventSelection;
import io.maidian.query.QuarantinedEvent;
import io.maidian.query.Query;
import io.maidian.query.QueryEngine;
import io.maidian.query.RejectionCounts;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import io.maidian.query.SeenEvent;
import io.maidian.query.TimeRange;
import io.maidian.query.UploadFate;
import io.maidian.query.UploadSearch;
import io.maidian.query.UploadsFound;
import io.maidian.query.VariableMisfits;
import io.maidian.store.MemoryStore;
import io.maidian.store.duckdb.DuckDbOptions;
import io.maidian.store.duckdb.GenerationStore;
import io.maidian.store.duckdb.StoreFolder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Holds the table of routes against the public description of the API. */
class RoutesTest {
    @TempDir Path folder;

    private Vertx vertx;
    private SqliteCatalog catalog;
    private EventLog log;
    private QuarantineParts quarantine;
    private LargeUploads large;
    private GenerationStore store;
    private List<Route> routes;

    @BeforeEach
    void open() throws IOException {
        vertx = Vertx.vertx();
        catalog = SqliteCatalog.open(folder.resolve("catalog.sqlite"));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Health health = new Health();
        log =
                SegmentLog.open(
                        new SegmentLog.Place(
                                new FileDisk(), folder.resolve("log"), LogPosition.START),
                        SegmentLogOptions.DEFAULTS,
                        health.part("log"),
                        meters);
        UploadMemory memory = new UploadMemory(64 << 20, meters);
        large = LargeUploads.start(memory, System::nanoTime, 16 << 20);
        KnownIds ids = TestIds.open(log, Clock.SYSTEM).ids();
        Intake intake =
                new Intake(
                        catalog::snapshot,
                        log,
                        Clock.SYSTEM,
                        IntakeLimits.DEFAULTS,
                        new Intake.Known(
                                new Retries(
                                        new RetryKey(1, 2),
                                        Retries.LIMIT_BYTES,
                                        meters,
                                        System::nanoTime),
                                ids),
                        large,
                        meters);
        QueryEngine engine = new NoAnswers();
        quarantine =
                QuarantineParts.open(
                        new QuarantineParts.Base(
                                log, new MemoryStore(), engine, new LiveFeed(), ids),
                        new EventTrial(IntakeLimits.DEFAULTS),
                        catalog,
                        Clock.SYSTEM,
                        meters);
        store =
                GenerationStore.open(
                        new StoreFolder(new FileDisk(), folder.resolve("store")),
                        folder.resolve("snapshots"),
                        DuckDbOptions.defaults(1));
        Captures captures = new Captures(_ -> true, Clock.SYSTEM, 1 << 20);
        HttpParts parts =
                new HttpParts(
                        intake,
                        captures,
                        memory,
                        catalog,
                        Access.open(
                                new FileDisk(),
                                folder.resolve("admin.token"),
                                catalog,
                                Clock.SYSTEM),
                        engine,
                        new UploadLookup(log),
                        quarantine,
                        new Operations(operationParts(store), Upkeep.NONE, meters),
                        new LiveFeed(),
                        () -> LogPosition.START,
                        new IndexLag(
                                () -> LogPosition.START, () -> LogPosition.START, System::nanoTime),
                        health,
                        meters,
                        Clock.SYSTEM,
                        "test");
        UploadEndpoint upload =
                new UploadEndpoint(
                        intake,
                        captures,
                        new Origins(_ -> false),
                        1000,
                        new BodyMemory(vertx, memory, Duration.ofSeconds(30)),
                        new Completions(vertx.getOrCreateContext()));
        KeepAlive keepAlive =
                new KeepAlive(vertx, new Workers(vertx, 1), parts.access(), KeepAlive.PERIOD);
        LiveEndpoint live =
                new LiveEndpoint(vertx, catalog, parts.feed(), parts.position(), keepAlive);
        LiveUploadsEndpoint uploads = new LiveUploadsEndpoint(vertx, catalog, captures, keepAlive);
        routes = Routes.table(parts, new ConsoleFiles(), upload, new Streams(live, uploads));
    }

    private OperationParts operationParts(GenerationStore generations) {
        return new OperationParts(
                new FileDisk(),
                folder,
                log,
                generations,
                catalog::copyTo,
                catalog::cutoffs,
                Clock.SYSTEM,
                "test");
    }

    @AfterEach
    void close() throws Exception {
        quarantine.close();
        large.close();
        store.close();
        log.close();
        catalog.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everyDocumentedOperationHasItsRouteAndEveryRouteItsDocument() {
        Map<String, String> documented = new HashMap<>();
        JsonNode paths = Json.MAPPER.readTree(OpenApiDocument.bytes()).get("paths");
        paths.forEachEntry((path, item) ->
                item.forEachEntry((method, operation) -> {
                    if (operation.has("operationId")) {
                        documented.put(
                                operation.get("operationId").stringValue(),
                                method.toUpperCase(Locale.ROOT) + " " + path);
                    }
                }));
        Map<String, String> served = new HashMap<>();
        for (Route route : routes) {
            if (!route.operationId().isEmpty()) {
                served.put(route.operationId(), route.method() + " " + route.path());
            }
        }
        assertThat(served).isEqualTo(documented);
    }

    @Test
    void aRouteIsOpenToAnyoneExactlyWhereTheDocumentSaysSo() {
        JsonNode paths = Json.MAPPER.readTree(OpenApiDocument.bytes()).get("paths");
        for (Route route : routes) {
            if (!route.operationId().isEmpty()) {
                JsonNode operation =
                        paths.get(route.path()).get(route.method().name().toLowerCase(Locale.ROOT));
                boolean open = operation.has("security") && operation.get("security").isEmpty();
                assertThat(route.role())
                        .as(route.operationId())
                        .isEqualTo(open ? Role.ANYONE : Role.OPERATOR);
            }
        }
    }

    @Test
    void whatTheDocumentDoesNotListIsOnlyTheConsolesFiles() {
        assertThat(routes.stream().filter(route -> route.operationId().isEmpty()).map(Route::path))
                .containsExactlyInAnyOrder("/assets/{name}", "/favicon.svg");
    }

    @Test
    void aPathMatchesBySegmentsAndKeepsItsValues() {
        PathPattern pattern = new PathPattern("/api/projects/{ai}/charts/{id}");
        assertThat(pattern.match("/api/projects/p1/charts/c1".split("/", -1)))
                .isEqualTo(Map.of("ai", "p1", "id", "c1"));
        assertThat(pattern.match("/api/projects//charts/c1".split("/", -1))).isNull();
        assertThat(pattern.match("/api/projects/p1/charts".split("/", -1))).isNull();
        assertThat(pattern.match("/api/projects/p1/events/c1".split("/", -1))).isNull();
    }

    /** The routes are looked at here, not called. */
    private static final class NoAnswers implements QueryEngine {
        @Override
        public Duration timeout() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Answer answer(Project project, Query query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<VariableMisfits> misfits(
                String ai, String event, List<VariableDefinition> declared, TimeRange received) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<SeenEvent> seenEvents(String ai) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EventFacts eventFacts(String ai, EventSelection selection, @Nullable String user) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RejectionPage rejectedEvents(
                String ai, RejectionSearch search, RejectionPage.Request page) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RejectionCounts rejectionCounts(String ai, RejectionSearch search) {
            throw new UnsupportedOperationException();
        }

        @Override
        public QuarantinedEvent rejectedEvent(String ai, RejectionId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UploadsFound findUploads(String ai, UploadSearch search) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EventPage events(String ai, EventSelection selection, EventPage.Request page) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UploadFate> latestUploads(String ai, int limit) {
            throw new UnsupportedOperationException();
        }
    }
}
