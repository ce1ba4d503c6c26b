package io.maidian.http;

import io.maidian.event.RejectionId;
import io.maidian.intake.Language;
import io.maidian.query.QuarantinedEvent;
import io.maidian.query.QueryEngine;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/projects/{ai}/quarantine/export}: all rejected events of a search, one JSON
 * object a line, newest first.
 */
final class QuarantineExportEndpoint implements Endpoint.Streaming {
    private static final int PAGE_EVENTS = 500;
    private static final long PAGE_CHARS = 2L << 20;

    private final ProjectLookup projects;
    private final QueryEngine engine;

    QuarantineExportEndpoint(ProjectLookup projects, QueryEngine engine) {
        this.projects = projects;
        this.engine = engine;
    }

    @Override
    public Pieces open(ApiRequest request) {
        return new Export(
                projects.require(request).ai(),
                QuarantineReader.search(request),
                request.language());
    }

    private final class Export implements Pieces {
        private final String ai;
        private final RejectionSearch search;
        private final Language language;
        private @Nullable RejectionId after;
        private boolean ended;

        Export(String ai, RejectionSearch search, Language language) {
            this.ai = ai;
            this.search = search;
            this.language = language;
        }

        @Override
        public String contentType() {
            return "application/x-ndjson; charset=utf-8";
        }

        @Override
        public String fileName() {
            return "quarantine-" + ai + ".ndjson";
        }

        @Override
        public @Nullable Buffer next() throws IOException {
            if (ended) {
                return null;
            }
            RejectionPage page =
                    engine.rejectedEvents(
                            ai, search, new RejectionPage.Request(after, PAGE_EVENTS, PAGE_CHARS));
            after = page.next();
            ended = after == null;
            Buffer lines = Buffer.buffer();
            for (QuarantinedEvent event : page.events()) {
                lines.appendBuffer(Json.write(QuarantinedBody.whole(event, language)))
                        .appendByte((byte) '\n');
            }
            return lines;
        }
    }
}
