package io.maidian.http;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.OPTIONS;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Stream;

/**
 * The one table of endpoints: method, path, who may call it, its name in the OpenAPI document, what
 * answers.
 */
final class Routes {
    private Routes() {}

    /**
     * @param upload of this event loop
     * @param streams of this event loop
     */
    static List<Route> table(
            HttpParts parts, ConsoleFiles console, UploadEndpoint upload, Streams streams) {
        ProjectLookup lookup = new ProjectLookup(parts.catalog());
        return Stream.of(
                        general(parts, console, upload, streams),
                        QuarantineRoutes.table(parts, lookup),
                        operations(parts))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> operations(HttpParts parts) {
        OperationsEndpoint operations = new OperationsEndpoint(parts.operations());
        return List.of(
                blocking(GET, "/api/operations", Role.OPERATOR, "listOperations", operations::list),
                blocking(
                        POST,
                        "/api/operations",
                        Role.OPERATOR,
                        "startOperation",
                        operations::start),
                blocking(
                        GET,
                        "/api/operations/{id}",
                        Role.OPERATOR,
                        "getOperation",
                        operations::get));
    }

    private static List<Route> general(
            HttpParts parts, ConsoleFiles console, UploadEndpoint upload, Streams streams) {
        ProjectLookup lookup = new ProjectLookup(parts.catalog());
        ProjectsEndpoint projects = new ProjectsEndpoint(lookup, parts.catalog(), parts.clock());
        EventsEndpoint events = new EventsEndpoint(lookup, parts.catalog(), parts.engine());
        VariablesEndpoint variables =
                new VariablesEndpoint(lookup, parts.catalog(), parts.engine());
        ChartsEndpoint charts = new ChartsEndpoint(lookup, parts.catalog(), parts.clock());
        DebuggerEndpoint debugger = new DebuggerEndpoint(lookup, parts.engine(), parts.captures());
        SettingsEndpoint settings = new SettingsEndpoint(lookup, parts.catalog());
        SessionEndpoint session = new SessionEndpoint(parts.access(), parts.engine().timeout());
        Buffer ok = Buffer.buffer("OK");
        return List.of(
                direct(POST, "/v3/{ai}/s2s/cstm", Role.ANYONE, "upload", upload),
                direct(GET, "/v3/{ai}/s2s/cstm", Role.ANYONE, "uploadByGet", upload::get),
                direct(
                        OPTIONS,
                        "/v3/{ai}/s2s/cstm",
                        Role.ANYONE,
                        "uploadPreflight",
                        Cors::preflight),
                direct(GET, "/v3/{ai}/s2s/cstm.gif", Role.ANYONE, "uploadPixel", upload::pixel),
                direct(GET, "/", Role.ANYONE, "getRoot", console::page),
                direct(HEAD, "/", Role.ANYONE, "headRoot", console::page),
                direct(GET, "/assets/{name}", Role.ANYONE, "", console::asset),
                direct(GET, "/favicon.svg", Role.ANYONE, "", console::icon),
                direct(
                        GET,
                        "/healthy-check",
                        Role.ANYONE,
                        "getHealthyCheck",
                        e -> e.answer(200, "text/plain", ok)),
                direct(
                        GET,
                        "/health",
                        Role.ANYONE,
                        "getHealth",
                        new HealthEndpoint(parts.health(), parts.version())),
                blocking(
                        GET,
                        "/metrics",
                        Role.ANYONE,
                        "getMetrics",
                        new MetricsEndpoint(parts.registry())),
                direct(GET, "/api/openapi.json", Role.ANYONE, "getOpenApi", new OpenApiDocument()),
                blocking(GET, "/api/session", Role.OPERATOR, "getSession", session::get),
                blocking(POST, "/api/session", Role.ANYONE, "signIn", session::signIn),
                blocking(DELETE, "/api/session", Role.OPERATOR, "signOut", session::signOut),
                blocking(GET, "/api/projects", Role.OPERATOR, "listProjects", projects::list),
                blocking(POST, "/api/projects", Role.OPERATOR, "createProject", projects::create),
                blocking(
                        PUT,
                        "/api/projects/{ai}",
                        Role.OPERATOR,
                        "changeProject",
                        projects::change),
                blocking(
                        GET,
                        "/api/projects/{ai}/settings",
                        Role.OPERATOR,
                        "getSettings",
                        settings::get),
                blocking(
                        PUT,
                        "/api/projects/{ai}/settings",
                        Role.OPERATOR,
                        "changeSettings",
                        settings::put),
                asking(GET, "/api/projects/{ai}/events", Role.OPERATOR, "listEvents", events::list),
                asking(
                        POST,
                        "/api/projects/{ai}/events",
                        Role.OPERATOR,
                        "declareEvent",
                        events::declare),
                asking(
                        PUT,
                        "/api/projects/{ai}/events/{key}",
                        Role.OPERATOR,
                        "changeEvent",
                        events::change),
                blocking(
                        DELETE,
                        "/api/projects/{ai}/events/{key}",
                        Role.OPERATOR,
                        "removeEvent",
                        events::remove),
                new Route(
                        GET,
                        "/api/projects/{ai}/events/{key}/export",
                        Role.OPERATOR,
                        "exportEvents",
                        new EventExportEndpoint(lookup, parts.engine())),
                asking(
                        GET,
                        "/api/projects/{ai}/events/{key}/misfits",
                        Role.OPERATOR,
                        "countMisfits",
                        events::misfits),
                blocking(
                        GET,
                        "/api/projects/{ai}/variables",
                        Role.OPERATOR,
                        "listVariables",
                        variables::list),
                asking(
                        POST,
                        "/api/projects/{ai}/variables",
                        Role.OPERATOR,
                        "declareVariable",
                        variables::declare),
                asking(
                        PUT,
                        "/api/projects/{ai}/variables/{key}",
                        Role.OPERATOR,
                        "changeVariable",
                        variables::change),
                blocking(
                        DELETE,
                        "/api/projects/{ai}/variables/{key}",
                        Role.OPERATOR,
                        "removeVariable",
                        variables::remove),
                asking(
                        GET,
                        "/api/projects/{ai}/uploads",
                        Role.OPERATOR,
                        "listUploads",
                        new UploadsEndpoint(lookup, parts.engine())),
                direct(GET, "/api/projects/{ai}/live", Role.OPERATOR, "live", streams.store()),
                direct(
                        GET,
                        "/api/projects/{ai}/debugger/live",
                        Role.OPERATOR,
                        "liveUploads",
                        streams.uploads()),
                asking(
                        POST,
                        "/api/projects/{ai}/diagnosis",
                        Role.OPERATOR,
                        "diagnose",
                        new DiagnosisEndpoint(lookup, parts)),
                blocking(
                        GET,
                        "/api/indexing",
                        Role.OPERATOR,
                        "getIndexing",
                        _ -> ApiAnswer.ok(IndexingBody.of(parts.lag().now()))),
                asking(
                        GET,
                        "/api/projects/{ai}/debugger/uploads",
                        Role.OPERATOR,
                        "searchUploads",
                        debugger::search),
                blocking(
                        GET,
                        "/api/projects/{ai}/debugger/uploads/{id}",
                        Role.OPERATOR,
                        "getCapturedUpload",
                        debugger::captured),
                asking(
                        GET,
                        "/api/projects/{ai}/uploads/{request_id}",
                        Role.OPERATOR,
                        "getUpload",
                        new UploadLookupEndpoint(lookup, parts.uploads())),
                asking(
                        POST,
                        "/api/projects/{ai}/query",
                        Role.OPERATOR,
                        "query",
                        new QueryEndpoint(lookup, parts.catalog(), parts.engine(), parts.clock())),
                blocking(
                        GET,
                        "/api/projects/{ai}/charts",
                        Role.OPERATOR,
                        "listCharts",
                        charts::list),
                blocking(
                        POST,
                        "/api/projects/{ai}/charts",
                        Role.OPERATOR,
                        "createChart",
                        charts::create),
                blocking(
                        GET,
                        "/api/projects/{ai}/charts/{id}",
                        Role.OPERATOR,
                        "getChart",
                        charts::get),
                blocking(
                        PUT,
                        "/api/projects/{ai}/charts/{id}",
                        Role.OPERATOR,
                        "updateChart",
                        charts::update),
                blocking(
                        DELETE,
                        "/api/projects/{ai}/charts/{id}",
                        Role.OPERATOR,
                        "deleteChart",
                        charts::delete));
    }

    private static Route direct(
            HttpMethod method,
            String path,
            Role role,
            String operationId,
            Endpoint.Direct endpoint) {
        return new Route(method, path, role, operationId, endpoint);
    }

    private static Route blocking(
            HttpMethod method,
            String path,
            Role role,
            String operationId,
            Endpoint.Blocking endpoint) {
        return new Route(method, path, role, operationId, endpoint);
    }

    private static Route asking(
            HttpMethod method,
            String path,
            Role role,
            String operationId,
            Endpoint.Asking endpoint) {
        return new Route(method, path, role, operationId, endpoint);
    }
}
