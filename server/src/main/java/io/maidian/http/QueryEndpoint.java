package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.DroppedEvents;
import io.maidian.catalog.Project;
import io.maidian.intake.Language;
import io.maidian.ops.Clock;
import io.maidian.query.Answer;
import io.maidian.query.EmptyReason;
import io.maidian.query.MeasuredVariable;
import io.maidian.query.Query;
import io.maidian.query.QueryEngine;
import io.maidian.query.Series;
import io.maidian.query.TargetUsers;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/projects/{ai}/query}. */
final class QueryEndpoint implements Endpoint.Asking {
    private final ProjectLookup projects;
    private final Catalog catalog;
    private final QueryEngine engine;
    private final Clock clock;

    QueryEndpoint(ProjectLookup projects, Catalog catalog, QueryEngine engine, Clock clock) {
        this.projects = projects;
        this.catalog = catalog;
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public ApiAnswer answer(ApiRequest request) throws IOException {
        CatalogSnapshot.Entry entry = projects.entry(request);
        Project project = entry.project();
        Query.Trend trend = QueryReader.read(request.body(), "", project, clock);
        MeasuredVariable variable = trend.variable();
        if (variable != null) {
            trend = trend.declared(entry.plan().type(variable.key()));
        }
        Answer answer = engine.answer(project, trend);
        return ApiAnswer.ok(
                new Body(
                        answer.position(),
                        trend.range().fromMillis(),
                        trend.range().toMillis(),
                        answer.series().stream().map(Line::of).toList(),
                        reason(answer, entry, trend, request.language()),
                        usersKnownSince(trend, project)));
    }

    /**
     * Who is new is told by the events before the range: of those that were dropped nobody knows.
     */
    private @Nullable Long usersKnownSince(Query.Trend trend, Project project) {
        if (trend.target() != TargetUsers.NEW_LOGIN_USERS) {
            return null;
        }
        long before = DroppedEvents.before(catalog, project.ai(), clock.millis());
        return before == DroppedEvents.NONE ? null : (Long) before;
    }

    private static @Nullable EmptyReasonBody reason(
            Answer answer, CatalogSnapshot.Entry entry, Query.Trend trend, Language language) {
        EmptyReason reason = answer.emptyReason();
        if (reason == null) {
            return null;
        }
        return EmptyReasonBody.of(
                entry.settings().uploads() ? reason : reason.whileUploadsAreOff(trend.range()),
                language);
    }

    private record Body(
            long position,
            long from,
            long to,
            List<Line> series,
            @Nullable EmptyReasonBody emptyReason,
            @Nullable Long usersKnownSince) {}

    private record Line(@Nullable String key, List<List<Number>> points, BigDecimal total) {
        static Line of(Series series) {
            return new Line(
                    series.key(),
                    series.points().stream()
                            .map(point -> List.<Number>of(point.startMillis(), point.value()))
                            .toList(),
                    series.total());
        }
    }
}
