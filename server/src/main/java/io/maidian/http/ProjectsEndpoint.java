package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.Project;
import io.maidian.ops.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/projects}. */
final class ProjectsEndpoint {
    private static final String DEFAULT_ZONE = "Asia/Shanghai";

    private final ProjectLookup projects;
    private final Catalog catalog;
    private final Clock clock;

    ProjectsEndpoint(ProjectLookup projects, Catalog catalog, Clock clock) {
        this.projects = projects;
        this.catalog = catalog;
        this.clock = clock;
    }

    ApiAnswer list(ApiRequest request) {
        List<Body> bodies = catalog.projects().stream().map(Body::of).toList();
        return ApiAnswer.ok(bodies);
    }

    ApiAnswer create(ApiRequest request) {
        Fields fields = new Fields(request.body(), "", Set.of("name", "timezone", "ai"));
        ZoneId zone = zone(fields.optionalText("timezone"));
        String name = fields.requiredText("name");
        String ai = fields.optionalText("ai");
        Project project =
                fields.valid(() ->
                        ai == null
                                ? Project.create(name, zone, clock)
                                : new Project(ai, name, zone, clock.millis()));
        if (!catalog.addProject(project)) {
            throw new ApiProblem(ApiError.PROJECT_EXISTS, "/ai", project.ai());
        }
        return ApiAnswer.created(Body.of(project));
    }

    /** What is absent stays as it is. */
    ApiAnswer change(ApiRequest request) {
        String ai = projects.require(request).ai();
        Fields fields = new Fields(request.body(), "", Set.of("name", "timezone"));
        String zone = fields.optionalText("timezone");
        String name = fields.get("name") == null ? null : fields.requiredText("name");
        Project changed =
                catalog.changeProject(
                        ai,
                        now ->
                                fields.valid(() ->
                                        new Project(
                                                ai,
                                                name == null ? now.name() : name,
                                                zone == null ? now.zone() : zone(zone),
                                                now.createdMillis())));
        return ApiAnswer.ok(Body.of(changed));
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? DEFAULT_ZONE : name);
        } catch (DateTimeException e) {
            throw new ApiProblem(ApiError.BAD_TIMEZONE, "/timezone", name);
        }
    }

    private record Body(String ai, String name, String timezone, long created) {
        static Body of(Project project) {
            return new Body(
                    project.ai(), project.name(), project.zone().getId(), project.createdMillis());
        }
    }
}
