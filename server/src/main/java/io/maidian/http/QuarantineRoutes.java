package io.maidian.http;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import io.maidian.quarantine.Quarantine;
import io.maidian.query.QueryEngine;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** The rows of {@link Routes} that are about rejected events; all of them are the operator's. */
final class QuarantineRoutes {
    private static final String ROOT = "/api/projects/{ai}/quarantine";
    private static final String EVENT = ROOT + "/events/{id}";
    private static final String RUNS = ROOT + "/runs";

    private QuarantineRoutes() {}

    static List<Route> table(HttpParts parts, ProjectLookup lookup) {
        QueryEngine engine = parts.engine();
        Quarantine quarantine = parts.quarantine().quarantine();
        QuarantineEndpoint events = new QuarantineEndpoint(lookup, engine, quarantine);
        QuarantineBulkEndpoint bulk =
                new QuarantineBulkEndpoint(lookup, quarantine, parts.quarantine().runs());
        Endpoint.Streaming export = new QuarantineExportEndpoint(lookup, engine);
        return List.of(
                asking(GET, ROOT, "listRejectedEvents", events::list),
                asking(GET, ROOT + "/counts", "countRejectedEvents", events::counts),
                new Route(GET, ROOT + "/export", Role.OPERATOR, "exportRejectedEvents", export),
                asking(GET, EVENT, "getRejectedEvent", events::get),
                asking(POST, EVENT + "/check", "checkMend", events::check),
                asking(POST, EVENT + "/replay", "replayRejectedEvent", events::replay),
                asking(POST, EVENT + "/discard", "discardRejectedEvent", events::discard),
                asking(POST, EVENT + "/restore", "restoreRejectedEvent", events::restore),
                asking(POST, ROOT + "/preview", "previewMend", bulk::preview),
                blocking(GET, RUNS, "listQuarantineRuns", bulk::list),
                asking(POST, RUNS, "startQuarantineRun", bulk::start),
                blocking(GET, RUNS + "/{run}", "getQuarantineRun", bulk::get),
                blocking(DELETE, RUNS + "/{run}", "cancelQuarantineRun", bulk::cancel));
    }

    private static Route asking(
            HttpMethod method, String path, String operationId, Endpoint.Asking endpoint) {
        return new Route(method, path, Role.OPERATOR, operationId, endpoint);
    }

    private static Route blocking(
            HttpMethod method, String path, String operationId, Endpoint.Blocking endpoint) {
        return new Route(method, path, Role.OPERATOR, operationId, endpoint);
    }
}
