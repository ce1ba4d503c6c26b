package io.maidian.intake;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads the JSON of an upload, event by event. It holds one event at a time, and never more names
 * than the limits allow. Safe for any thread.
 */
final class EventDecoder {
    /** Of the text before and after a mistake. */
    private static final int EXCERPT_BYTES = 30;

    /**
     * Of a string that is longer only so much is read, far more than any is kept of: it would take
     * six times its size.
     */
    private static final int MAX_STRING_BYTES = 64 << 10;

    private final IntakeLimits limits;
    private final JsonFactory json;

    EventDecoder(IntakeLimits limits) {
        this.limits = limits;
        // The body's size is bounded already: of Jackson's own limits only the depth can be hit.
        json =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(limits.nesting())
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .maxNameLength(Integer.MAX_VALUE)
                                        .maxNumberLength(Integer.MAX_VALUE)
                                        .build())
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                        .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                        .recyclerPool(JsonRecyclerPools.threadLocalPool())
                        .build();
    }

    /**
     * Reads a body from its beginning to its end.
     *
     * @param body valid UTF-8
     * @param events told each event in order, also before a mistake further on is found; the event
     *     is used again
     * @return why the body cannot be read as a whole, or null if it was
     */
    UploadOutcome.@Nullable Refused decode(BodyDecoder.Decoded body, Consumer<RawEvent> events) {
        ElementScanner scanner = new ElementScanner(limits, body);
        return scanner.read(events) ? null : parse(body, events, scanner.told());
    }

    /**
     * As {@link #decode}, with a parser of all JSON.
     *
     * @param known events that need not be told again
     */
    UploadOutcome.@Nullable Refused parse(
            BodyDecoder.Decoded body, Consumer<RawEvent> events, int known) {
        Consumer<RawEvent> others =
                event -> {
                    if (event.index() >= known) {
                        events.accept(event);
                    }
                };
        try (Reading reading = new Reading(body, others)) {
            return reading.read();
        }
    }

    static RawEvent rawEvent(BodyDecoder.Decoded body, IntakeLimits limits) {
        // Some that are left out may stand before those that are kept.
        return new RawEvent(body.raw(), 2 * limits.variables());
    }

    /** One body being read. */
    private final class Reading implements AutoCloseable {
        private final BodyDecoder.Decoded body;
        private final Consumer<RawEvent> events;
        private final JsonParser parser;
        private final RawEvent event;
        private final long maxNames = limits.names();
        private final long maxNamesOfEvent = Math.min(maxNames, limits.namesOfEvent());
        private long names;
        private long namesBeforeEvent;
        private boolean complete;

        Reading(BodyDecoder.Decoded body, Consumer<RawEvent> events) {
            this.body = body;
            this.events = events;
            parser =
                    json.createParser(
                            ObjectReadContext.empty(), body.bytes(), body.offset(), body.length());
            event = rawEvent(body, limits);
        }

        UploadOutcome.@Nullable Refused read() {
            try {
                return readAll();
            } catch (TooManyNames e) {
                return UploadRule.BODY_TOO_MANY_NAMES.refuse(
                        "> " + (names > maxNames ? maxNames : maxNamesOfEvent));
            } catch (StreamConstraintsException e) {
                return UploadRule.BODY_TOO_DEEP.refuse(place(e));
            } catch (UnexpectedEndOfInputException e) {
                return UploadRule.BODY_TRUNCATED.refuse(place(e));
            } catch (JacksonException e) {
                return (complete ? UploadRule.BODY_TRAILING : UploadRule.BODY_NOT_JSON)
                        .refuse(place(e));
            }
        }

        private UploadOutcome.@Nullable Refused readAll() {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return UploadRule.BODY_EMPTY.refuse("");
            }
            if (first == JsonToken.START_OBJECT) {
                element(first, 0);
            } else if (first == JsonToken.START_ARRAY) {
                int index = 0;
                for (JsonToken token = parser.nextToken();
                        token != JsonToken.END_ARRAY;
                        token = parser.nextToken()) {
                    if (index == limits.events()) {
                        return UploadRule.BODY_TOO_MANY_EVENTS.refuse("> " + limits.events());
                    }
                    element(token, index++);
                }
            } else {
                event.begin(0, 0);
                scalar(event.element, first);
                parser.finishToken();
                complete = true;
                return parser.nextToken() == null
                        ? UploadRule.BODY_NOT_ARRAY.refuse(event.element.got())
                        : trailing();
            }
            complete = true;
            return parser.nextToken() == null ? null : trailing();
        }

        private void element(JsonToken token, int index) {
            namesBeforeEvent = names;
            event.begin(index, (int) parser.currentTokenLocation().getByteOffset());
            if (token == JsonToken.START_OBJECT) {
                event.element.set(RawValue.Kind.OBJECT);
                members();
            } else {
                value(event.element, token);
                parser.finishToken();
            }
            event.end((int) parser.currentLocation().getByteOffset());
            events.accept(event);
        }

        private void members() {
            for (String name = nextName(); name != null; name = nextName()) {
                JsonToken token = parser.nextToken();
                RawValue field = event.field(name);
                if (field == null) {
                    skip(token);
                } else if (field == event.var) {
                    event.clearVariables();
                    if (token == JsonToken.START_OBJECT) {
                        event.var.set(RawValue.Kind.OBJECT);
                        variables();
                    } else {
                        value(field, token);
                    }
                } else {
                    value(field, token);
                }
            }
        }

        private void variables() {
            for (String name = nextName(); name != null; name = nextName()) {
                JsonToken token = parser.nextToken();
                RawValue value = event.addVariable(name);
                if (value == null) {
                    skip(token);
                } else {
                    value(value, token);
                }
            }
        }

        private @Nullable String nextName() {
            String name = parser.nextName();
            if (name != null) {
                count();
            }
            return name;
        }

        private void count() {
            if (++names > maxNames || names - namesBeforeEvent > maxNamesOfEvent) {
                throw new TooManyNames();
            }
        }

        private void value(RawValue value, JsonToken token) {
            switch (token) {
                case START_OBJECT -> {
                    value.set(RawValue.Kind.OBJECT);
                    skip(token);
                }
                case START_ARRAY -> {
                    JsonToken next = parser.nextToken();
                    boolean empty = next == JsonToken.END_ARRAY;
                    value.set(empty ? RawValue.Kind.EMPTY_ARRAY : RawValue.Kind.ARRAY);
                    while (next != JsonToken.END_ARRAY) {
                        skip(next);
                        next = parser.nextToken();
                    }
                }
                default -> scalar(value, token);
            }
        }

        private void scalar(RawValue value, JsonToken token) {
            switch (token) {
                case VALUE_STRING -> value.set(RawValue.Kind.STRING, string());
                case VALUE_NUMBER_INT -> {
                    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                        value.set(RawValue.Kind.NUMBER, parser.getString());
                    } else {
                        value.set(parser.getLongValue());
                    }
                }
                case VALUE_NUMBER_FLOAT -> value.set(RawValue.Kind.NUMBER, parser.getString());
                case VALUE_TRUE -> value.set(RawValue.Kind.BOOLEAN, "true");
                case VALUE_FALSE -> value.set(RawValue.Kind.BOOLEAN, "false");
                case VALUE_NULL -> value.set(RawValue.Kind.NULL);
                case NOT_AVAILABLE,
                        START_OBJECT,
                        END_OBJECT,
                        START_ARRAY,
                        END_ARRAY,
                        PROPERTY_NAME,
                        VALUE_EMBEDDED_OBJECT ->
                        throw new IllegalStateException("not a scalar: " + token);
            }
        }

        /** The current string; the beginning of a long one. */
        private String string() {
            if (body.length() <= MAX_STRING_BYTES) {
                return parser.getString();
            }
            byte[] bytes = body.bytes();
            int from = 1 + body.offset() + (int) parser.currentTokenLocation().getByteOffset();
            int end = Math.min(body.offset() + body.length(), from + MAX_STRING_BYTES);
            int whole = from;
            int at = from;
            while (at < end && bytes[at] != '"') {
                whole = at;
                boolean escape = bytes[at] == '\\' && at + 1 < end;
                at += !escape ? 1 : bytes[at + 1] == 'u' ? 6 : 2;
            }
            return at < end ? parser.getString() : beginning(from, start(whole));
        }

        /** What stands in a string from here up to there, which cuts no escape. */
        private String beginning(int from, int to) {
            byte[] quoted = new byte[to - from + 2];
            System.arraycopy(body.bytes(), from, quoted, 1, to - from);
            quoted[0] = '"';
            quoted[quoted.length - 1] = '"';
            try (JsonParser part = json.createParser(ObjectReadContext.empty(), quoted)) {
                part.nextToken();
                return part.getString();
            }
        }

        /** Passes over the rest of a value whose first token is the current one. */
        private void skip(JsonToken first) {
            int depth = first.isStructStart() ? 1 : 0;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.PROPERTY_NAME) {
                    count();
                } else if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
            }
        }

        private UploadOutcome.Refused trailing() {
            return UploadRule.BODY_TRAILING.refuse(
                    place(parser.currentTokenLocation().getByteOffset()));
        }

        private String place(JacksonException e) {
            TokenStreamLocation location = e.getLocation();
            long offset = location == null ? -1 : location.getByteOffset();
            // Where a limit was hit, the exception does not say.
            return place(offset < 0 ? parser.currentLocation().getByteOffset() : offset);
        }

        /** Line, column in characters, and the text around the place, as a JSON string. */
        private String place(long offset) {
            byte[] bytes = body.bytes();
            int end = body.offset() + body.length();
            int at = start(body.offset() + Math.clamp(offset, 0, body.length()));
            int line = 1;
            int lineStart = body.offset();
            for (int i = body.offset(); i < at; i++) {
                if (bytes[i] == '\n') {
                    line++;
                    lineStart = i + 1;
                }
            }
            int column = 1 + (int) text(lineStart, at).codePoints().count();
            int from = start(Math.max(body.offset(), at - EXCERPT_BYTES));
            int to = start(Math.min(end, at + EXCERPT_BYTES));
            return RawValue.quote(line + ":" + column + " " + text(from, at) + "▶" + text(at, to));
        }

        /** The first byte of the character of which this is one. */
        private int start(int at) {
            int start = at;
            while (start > body.offset()
                    && start < body.offset() + body.length()
                    && (body.bytes()[start] & 0xc0) == 0x80) {
                start--;
            }
            return start;
        }

        private String text(int from, int to) {
            return new String(body.bytes(), from, to - from, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            parser.close();
        }
    }

    /** More names than any upload needs; ends the reading from within. */
    private static final class TooManyNames extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyNames() {
            super(null, null, false, false);
        }
    }
}
