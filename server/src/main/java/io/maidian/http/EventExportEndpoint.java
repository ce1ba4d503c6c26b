package io.maidian.http;

import io.maidian.catalog.Project;
import io.maidian.event.Event;
import io.maidian.query.EventPage;
import io.maidian.query.EventSelection;
import io.maidian.query.QueryEngine;
import io.maidian.query.SeenEvent;
import io.maidian.query.TimeAxis;
import io.maidian.store.EventStore;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/projects/{ai}/events/{key}/export}: the accepted events of one key, whole, in the
 * order in which they were stored.
 */
final class EventExportEndpoint implements Endpoint.Streaming {
    private static final int PAGE_EVENTS = 1_000;
    private static final long PAGE_CHARS = 1L << 20;

    private final ProjectLookup projects;
    private final QueryEngine engine;

    EventExportEndpoint(ProjectLookup projects, QueryEngine engine) {
        this.projects = projects;
        this.engine = engine;
    }

    /** How it is written. */
    private enum Format {
        NDJSON,
        CSV
    }

    @Override
    public Pieces open(ApiRequest request) throws IOException {
        Project project = projects.require(request);
        Parameters parameters = new Parameters(request.query());
        parameters.checkRange();
        TimeAxis axis = parameters.choice("time", TimeAxis.class);
        EventSelection selection =
                new EventSelection(
                        request.pathValue("key"),
                        parameters.millis("from"),
                        parameters.millis("to"),
                        Objects.requireNonNullElse(axis, TimeAxis.EVENT));
        EventLines lines =
                switch (parameters.choice("format", Format.class)) {
                    case null -> new EventNdjson();
                    case NDJSON -> new EventNdjson();
                    case CSV ->
                            new EventCsv(
                                    variables(project.ai(), selection.event()), project.zone());
                };
        return new Export(project.ai(), selection, lines);
    }

    private List<String> variables(String ai, String event) throws IOException {
        return engine.seenEvents(ai).stream()
                .filter(seen -> seen.key().equals(event))
                .flatMap(seen -> seen.variables().stream())
                .map(SeenEvent.SeenVariable::key)
                .filter(key -> !key.equals(EventStore.OVERFLOW_KEY))
                .toList();
    }

    private final class Export implements Pieces {
        private final String ai;
        private final EventSelection selection;
        private final EventLines lines;
        private String head;
        private EventPage.@Nullable Place after;
        private boolean ended;

        Export(String ai, EventSelection selection, EventLines lines) {
            this.ai = ai;
            this.selection = selection;
            this.lines = lines;
            head = lines.head();
        }

        @Override
        public String contentType() {
            return lines.contentType();
        }

        /** Of a key only what is safe in a header and as a file's name. */
        @Override
        public String fileName() {
            String key = selection.event().replaceAll("[^0-9A-Za-z_.-]", "_");
            return "events-" + key + "-" + ai + "." + lines.extension();
        }

        @Override
        public @Nullable Buffer next() throws IOException {
            if (ended) {
                return null;
            }
            EventPage page =
                    engine.events(
                            ai, selection, new EventPage.Request(after, PAGE_EVENTS, PAGE_CHARS));
            after = page.next();
            ended = after == null;
            StringBuilder out = new StringBuilder(head);
            head = "";
            for (Event event : page.events()) {
                lines.write(event, out);
            }
            return Buffer.buffer(out.toString());
        }
    }
}
