package io.maidian.store.duckdb;

import io.maidian.catalog.Project;
import io.maidian.catalog.VariableDefinition;
import io.maidian.event.RejectionId;
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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from the DuckDB store, each on the caller's thread and from one snapshot, a
 * bounded number at once. Safe for any thread.
 */
final class DuckDbQueryEngine implements QueryEngine {
    private final Reads connections;
    private final Duration timeout;

    DuckDbQueryEngine(Reads connections, Duration timeout) {
        this.connections = connections;
        this.timeout = timeout;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public Answer answer(Project project, Query query) throws IOException {
        return switch (query) {
            case Query.Trend trend ->
                    connections.read(
                            snapshot -> new TrendAnswer(snapshot, project, trend).answer());
        };
    }

    @Override
    public List<SeenEvent> seenEvents(String ai) throws IOException {
        return connections.read(snapshot -> SeenEvents.of(snapshot, ai));
    }

    @Override
    public List<VariableMisfits> misfits(
            String ai, String event, List<VariableDefinition> declared, TimeRange received)
            throws IOException {
        return connections.read(
                snapshot -> new MisfitCounts(snapshot, ai, event).of(declared, received));
    }

    @Override
    public List<UploadFate> latestUploads(String ai, int limit) throws IOException {
        return limit < 1 ? List.of() : findUploads(ai, UploadSearch.newest(limit)).uploads();
    }

    @Override
    public UploadsFound findUploads(String ai, UploadSearch search) throws IOException {
        return connections.read(snapshot -> new LatestUploads(snapshot, ai, search).find());
    }

    @Override
    public EventFacts eventFacts(String ai, EventSelection selection, @Nullable String user)
            throws IOException {
        return connections.read(snapshot -> EventHistory.of(snapshot, ai, selection, user));
    }

    @Override
    public EventPage events(String ai, EventSelection selection, EventPage.Request page)
            throws IOException {
        return connections.read(snapshot -> SelectedEvents.page(snapshot, ai, selection, page));
    }

    @Override
    public RejectionPage rejectedEvents(
            String ai, RejectionSearch search, RejectionPage.Request page) throws IOException {
        return connections.read(snapshot -> new Rejections(snapshot, ai).page(search, page));
    }

    @Override
    public RejectionCounts rejectionCounts(String ai, RejectionSearch search) throws IOException {
        return connections.read(snapshot -> new Rejections(snapshot, ai).counts(search));
    }

    @Override
    public @Nullable QuarantinedEvent rejectedEvent(String ai, RejectionId id) throws IOException {
        return connections
                .read(snapshot -> Optional.ofNullable(new Rejections(snapshot, ai).find(id)))
                .orElse(null);
    }
}
