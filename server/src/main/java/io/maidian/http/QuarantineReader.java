package io.maidian.http;

import io.maidian.catalog.VariableType;
import io.maidian.event.RejectionId;
import io.maidian.quarantine.Bulk;
import io.maidian.quarantine.MendRule;
import io.maidian.quarantine.MendStep;
import io.maidian.quarantine.Quarantine;
import io.maidian.query.RejectionSearch;
import io.maidian.query.RejectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what is asked of the quarantine. Stateless. */
final class QuarantineReader {
    private static final Set<String> SEARCH = Set.of("code", "event", "user", "from", "to");
    private static final Set<String> BULK = Set.of("action", "search", "steps");
    private static final int MAX_VALUE_CHARS = 10_000;

    private QuarantineReader() {}

    /** The search of a query string, its state included. */
    static RejectionSearch search(ApiRequest request) {
        Parameters parameters = new Parameters(request.query());
        parameters.checkRange();
        return new RejectionSearch(
                parameters.text("code"),
                parameters.text("event"),
                parameters.text("user"),
                parameters.millis("from"),
                parameters.millis("to"),
                parameters.choice("state", RejectionState.class));
    }

    /** Where a page goes on; null for the first. */
    static @Nullable RejectionId cursor(ApiRequest request) {
        String value = new Parameters(request.query()).text("cursor");
        if (value == null) {
            return null;
        }
        try {
            return RejectionId.parse(value);
        } catch (IllegalArgumentException e) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE, "cursor", value, "the next of the page before");
        }
    }

    /** The event that the path names. */
    static RejectionId id(ApiRequest request) {
        String value = request.pathValue("id");
        try {
            return RejectionId.parse(value);
        } catch (IllegalArgumentException e) {
            throw new ApiProblem(ApiError.REJECTION_UNKNOWN, "", value);
        }
    }

    /** The text of a mended event. */
    static String raw(ApiRequest request) {
        JsonNode raw = new Fields(request.body(), "", Set.of("raw")).get("raw");
        if (raw == null || !raw.isString()) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    "/raw",
                    raw == null ? null : raw.toString(),
                    "the event's JSON text, as a string");
        }
        return raw.stringValue();
    }

    /** A bulk change. */
    static Bulk bulk(ApiRequest request) {
        Fields fields = new Fields(request.body(), "", BULK);
        Quarantine.Action action =
                fields.choice("action", Quarantine.Action.class, Quarantine.Action.REPLAY);
        JsonNode search = fields.get("search");
        return new Bulk(
                action,
                search == null ? RejectionSearch.ALL : search(search),
                rule(fields.get("steps")));
    }

    private static RejectionSearch search(JsonNode node) {
        Fields fields = new Fields(node, "/search", SEARCH);
        Long from = fields.optionalMillis("from");
        Long to = fields.optionalMillis("to");
        if (from != null && to != null && from >= to) {
            throw new ApiProblem(ApiError.BAD_RANGE, fields.at("from"), from.toString());
        }
        return new RejectionSearch(
                fields.optionalText("code"),
                exactText(fields, "event"),
                exactText(fields, "user"),
                from,
                to,
                null);
    }

    /** As it is: an event key may begin with white space in what was rejected. */
    private static @Nullable String exactText(Fields fields, String name) {
        JsonNode value = fields.get(name);
        return value != null && value.isString() && !value.stringValue().isEmpty()
                ? value.stringValue()
                : fields.optionalText(name);
    }

    private static MendRule rule(@Nullable JsonNode steps) {
        if (steps == null) {
            return MendRule.NONE;
        }
        if (!steps.isArray() || steps.size() > MendRule.MAX_STEPS) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    "/steps",
                    null,
                    "an array of at most " + MendRule.MAX_STEPS + " steps");
        }
        List<MendStep> read = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            read.add(step(steps.get(i), "/steps/" + i));
        }
        return new MendRule(read);
    }

    private enum Kind {
        RENAME_EVENT,
        SET_FIELD,
        SET_RECEIVED_TIME,
        CAST_VARIABLE,
        RENAME_VARIABLE,
        DROP_VARIABLE
    }

    private static MendStep step(JsonNode node, String pointer) {
        Fields fields =
                new Fields(
                        node,
                        pointer,
                        Set.of(
                                "kind",
                                "from",
                                "to",
                                "field",
                                "value",
                                "overwrite",
                                "variable",
                                "type"));
        if (fields.get("kind") == null) {
            throw new ApiProblem(ApiError.BAD_VALUE, fields.at("kind"), null, "a kind of step");
        }
        return switch (fields.choice("kind", Kind.class, Kind.SET_FIELD)) {
            case RENAME_EVENT ->
                    new MendStep.RenameEvent(exactText(fields, "from"), required(fields, "to"));
            case SET_FIELD -> setField(fields);
            case SET_RECEIVED_TIME -> new MendStep.SetReceivedTime(fields.flag("overwrite", false));
            case CAST_VARIABLE -> {
                VariableType type =
                        switch (required(fields, "type")) {
                            case "String" -> VariableType.STRING;
                            case "Int" -> VariableType.INT;
                            case "Double" -> VariableType.DOUBLE;
                            case String other ->
                                    throw new ApiProblem(
                                            ApiError.BAD_VALUE,
                                            fields.at("type"),
                                            other,
                                            "String, Int, Double");
                        };
                yield new MendStep.CastVariable(required(fields, "variable"), type);
            }
            case RENAME_VARIABLE ->
                    new MendStep.RenameVariable(required(fields, "from"), required(fields, "to"));
            case DROP_VARIABLE -> new MendStep.DropVariable(required(fields, "variable"));
        };
    }

    private static MendStep setField(Fields fields) {
        String field = required(fields, "field");
        if (!MendStep.FIELDS.contains(field)) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    fields.at("field"),
                    field,
                    String.join(", ", MendStep.FIELDS.stream().sorted().toList()));
        }
        JsonNode value = fields.get("value");
        if (value == null || value.toString().length() > MAX_VALUE_CHARS) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    fields.at("value"),
                    null,
                    "a value of at most " + MAX_VALUE_CHARS + " characters");
        }
        return new MendStep.SetField(field, value, fields.flag("overwrite", false));
    }

    private static String required(Fields fields, String name) {
        String text = exactText(fields, name);
        if (text == null) {
            throw new ApiProblem(ApiError.BAD_VALUE, fields.at(name), null, "string, not empty");
        }
        if (text.length() > MAX_VALUE_CHARS) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    fields.at(name),
                    text,
                    "at most " + MAX_VALUE_CHARS + " characters");
        }
        return text;
    }
}
