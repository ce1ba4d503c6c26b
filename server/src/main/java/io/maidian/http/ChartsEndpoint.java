package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.Chart;
import io.maidian.catalog.Project;
import io.maidian.ops.Clock;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /api/projects/{ai}/charts}: saved questions. */
final class ChartsEndpoint {
    private final ProjectLookup projects;
    private final Catalog catalog;
    private final Clock clock;

    ChartsEndpoint(ProjectLookup projects, Catalog catalog, Clock clock) {
        this.projects = projects;
        this.catalog = catalog;
        this.clock = clock;
    }

    ApiAnswer list(ApiRequest request) {
        Project project = projects.require(request);
        return ApiAnswer.ok(catalog.charts(project.ai()).stream().map(Body::of).toList());
    }

    ApiAnswer create(ApiRequest request) {
        Project project = projects.require(request);
        Chart chart = read(request, project, UUID.randomUUID().toString(), clock.millis());
        catalog.saveChart(chart);
        return ApiAnswer.created(Body.of(chart));
    }

    ApiAnswer get(ApiRequest request) {
        return ApiAnswer.ok(Body.of(require(request, projects.require(request))));
    }

    ApiAnswer update(ApiRequest request) {
        Project project = projects.require(request);
        Chart old = require(request, project);
        Chart chart = read(request, project, old.id(), old.createdMillis());
        catalog.saveChart(chart);
        return ApiAnswer.ok(Body.of(chart));
    }

    ApiAnswer delete(ApiRequest request) {
        Project project = projects.require(request);
        String id = request.pathValue("id");
        if (!catalog.deleteChart(project.ai(), id)) {
            throw new ApiProblem(ApiError.CHART_UNKNOWN, "", id);
        }
        return ApiAnswer.noContent();
    }

    private Chart require(ApiRequest request, Project project) {
        String id = request.pathValue("id");
        @Nullable Chart chart = catalog.chart(project.ai(), id);
        if (chart == null) {
            throw new ApiProblem(ApiError.CHART_UNKNOWN, "", id);
        }
        return chart;
    }

    private Chart read(ApiRequest request, Project project, String id, long createdMillis) {
        Fields fields = new Fields(request.body(), "", Set.of("name", "query"));
        JsonNode query = fields.get("query");
        if (query == null) {
            throw new ApiProblem(ApiError.BAD_VALUE, "/query", null, "object");
        }
        QueryReader.read(query, "/query", project, clock);
        String name = fields.requiredText("name");
        return fields.valid(
                () -> new Chart(id, project.ai(), name, query.toString(), createdMillis));
    }

    private record Body(String id, String name, JsonNode query, long created) {
        static Body of(Chart chart) {
            return new Body(
                    chart.id(),
                    chart.name(),
                    Json.MAPPER.readTree(chart.queryJson()),
                    chart.createdMillis());
        }
    }
}
