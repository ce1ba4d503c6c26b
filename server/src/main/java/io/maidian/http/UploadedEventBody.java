package io.maidian.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.maidian.event.DuplicateEvent;
import io.maidian.event.Event;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.http.Answers.ResultBody;
import io.maidian.intake.DuplicateRule;
import io.maidian.intake.Language;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of what became of one event: of an accepted one what was stored, of a rejected one
 * what came.
 *
 * @param outcome accepted, warned, duplicate or rejected
 * @param clientTime {@code tm} as it came, in ms
 * @param raw a rejected event's text, of which a very long one is cut
 * @param rawTruncated whether it was
 */
record UploadedEventBody(
        int index,
        String outcome,
        @Nullable String key,
        @Nullable String user,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String visitUser,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id,
        @Nullable Long eventTime,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long clientTime,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Object num,
        @Nullable Map<String, Object> variables,
        @Nullable String raw,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean rawTruncated,
        List<ResultBody> results) {
    /** A longer text of one upload's event is cut, so that a page of them has some megabytes. */
    static final int RAW_CHARS = 20_000;

    static UploadedEventBody of(Event event, Language language) {
        Map<String, Object> variables = new LinkedHashMap<>();
        for (Variable variable : event.variables()) {
            variables.put(variable.key(), plain(variable.value()));
        }
        return new UploadedEventBody(
                event.index(),
                event.warnings().isEmpty() ? "accepted" : "warned",
                event.key(),
                event.user(),
                event.visitUser(),
                event.id(),
                event.eventMillis(),
                event.clientMillis(),
                event.num() == null ? null : plain(event.num()),
                variables,
                null,
                false,
                event.warnings().stream()
                        .map(f -> ResultBody.of(event.index(), "warned", f, language))
                        .toList());
    }

    /**
     * @param rawChars a longer text is cut
     */
    static UploadedEventBody of(RejectedEvent event, int rawChars, Language language) {
        String raw = event.raw();
        boolean cut = raw != null && raw.length() > rawChars;
        return new UploadedEventBody(
                event.index(),
                "rejected",
                event.key(),
                event.user(),
                null,
                null,
                null,
                null,
                null,
                null,
                raw != null && cut
                        ? raw.substring(0, raw.offsetByCodePoints(0, rawChars / 2))
                        : raw,
                cut,
                List.of(ResultBody.of(event.index(), "rejected", event.reason(), language)));
    }

    static UploadedEventBody of(DuplicateEvent event, Language language) {
        return new UploadedEventBody(
                event.index(),
                "duplicate",
                event.key(),
                event.user(),
                null,
                event.id(),
                null,
                null,
                null,
                null,
                null,
                false,
                List.of(
                        ResultBody.of(
                                event.index(),
                                "duplicate",
                                DuplicateRule.finding(event),
                                language)));
    }

    private static Object plain(Value value) {
        return switch (value) {
            case Value.Text text -> text.text();
            case Value.Whole whole -> whole.number();
            case Value.Decimal decimal -> decimal.number();
        };
    }
}
