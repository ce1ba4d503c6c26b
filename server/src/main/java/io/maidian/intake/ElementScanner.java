package io.maidian.intake;

import io.maidian.log.JsonCursor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of an upload that have the form in which SDKs send them: an array of objects,
 * whose members are strings, numbers, booleans, null, or an object of such in {@code var}. It takes
 * two thirds of a JSON parser's time. It stops at anything else, and at any mistake or limit:
 * {@link EventDecoder} then reads the body from its beginning. Reads one body, on one thread.
 */
final class ElementScanner {
    private static final byte[] TRUE = JsonCursor.ascii("true");
    private static final byte[] FALSE = JsonCursor.ascii("false");
    private static final byte[] NULL = JsonCursor.ascii("null");

    /** Names of an element that are looked for in the next one. */
    private static final int PLACES = 16;

    private final IntakeLimits limits;
    private final JsonCursor json = new JsonCursor();
    private final RawEvent event;
    private final int bodyStart;
    private final long maxNamesOfEvent;
    private final int[] nameStarts = new int[PLACES];
    private final int[] nameEnds = new int[PLACES];
    private final @Nullable String[] knownNames = new String[PLACES];
    private long names;
    private long namesBeforeEvent;
    private int told;

    ElementScanner(IntakeLimits limits, BodyDecoder.Decoded body) {
        this.limits = limits;
        maxNamesOfEvent = Math.min(limits.names(), limits.namesOfEvent());
        event = EventDecoder.rawEvent(body, limits);
        json.begin(body.text());
        bodyStart = json.position();
    }

    /**
     * Reads on until the end, or what it does not know.
     *
     * @param events told each event in order; the event is used again
     * @return whether the body was read as a whole
     */
    boolean read(Consumer<RawEvent> events) {
        json.skipSpace();
        if (!json.skip('[')) {
            return false;
        }
        json.skipSpace();
        if (!json.skip(']')) {
            do {
                json.skipSpace();
                if (told == limits.events() || !element()) {
                    return false;
                }
                told++;
                events.accept(event);
                json.skipSpace();
            } while (json.skip(','));
            if (!json.skip(']')) {
                return false;
            }
        }
        json.skipSpace();
        return json.atEnd();
    }

    /** How many events were told. */
    int told() {
        return told;
    }

    private boolean element() {
        namesBeforeEvent = names;
        event.begin(told, json.position() - bodyStart);
        if (!json.skip('{')) {
            return false;
        }
        event.element.set(RawValue.Kind.OBJECT);
        if (!members()) {
            return false;
        }
        event.end(json.position() - bodyStart);
        return true;
    }

    private boolean members() {
        json.skipSpace();
        if (json.skip('}')) {
            return true;
        }
        do {
            String name = name();
            if (name == null || !member(event.field(name))) {
                return false;
            }
            json.skipSpace();
        } while (json.skip(','));
        return json.skip('}');
    }

    private boolean member(@Nullable RawValue field) {
        if (field != event.var) {
            return scalar(field);
        }
        event.clearVariables();
        if (!json.skip('{')) {
            return scalar(field);
        }
        event.var.set(RawValue.Kind.OBJECT);
        return variables();
    }

    private boolean variables() {
        json.skipSpace();
        if (json.skip('}')) {
            return true;
        }
        do {
            String name = name();
            if (name == null || !scalar(event.addVariable(name))) {
                return false;
            }
            json.skipSpace();
        } while (json.skip(','));
        return json.skip('}');
    }

    /** The name of a member, to where its value begins; null where none comes. */
    private @Nullable String name() {
        json.skipSpace();
        if (++names > limits.names() || names - namesBeforeEvent > maxNamesOfEvent) {
            return null;
        }
        // Mostly the one at this place of the element before, which has its colon, too.
        int place = (int) (names - namesBeforeEvent) - 1;
        boolean remembers = place < PLACES;
        if (remembers && json.skipSame(nameStarts[place], nameEnds[place])) {
            String known = knownNames[place];
            if (known != null) {
                json.skipSpace();
                return known;
            }
        }
        int start = json.position();
        String name = json.skip('"') ? json.text() : null;
        json.skipSpace();
        if (!json.skip(':')) {
            return null;
        }
        if (remembers) {
            nameStarts[place] = start;
            nameEnds[place] = json.position();
            knownNames[place] = name;
        }
        json.skipSpace();
        return name;
    }

    /**
     * Reads a value.
     *
     * @param value to be set; null where it is not kept
     */
    private boolean scalar(@Nullable RawValue value) {
        if (json.skip('"')) {
            String text = json.text();
            return text != null && set(value, RawValue.Kind.STRING, text);
        }
        if (json.skip(TRUE)) {
            return set(value, RawValue.Kind.BOOLEAN, "true");
        }
        if (json.skip(FALSE)) {
            return set(value, RawValue.Kind.BOOLEAN, "false");
        }
        return json.skip(NULL) ? set(value, RawValue.Kind.NULL, "") : number(value);
    }

    private boolean number(@Nullable RawValue value) {
        int from = json.position();
        boolean negative = json.skip('-');
        int digitsFrom = json.position();
        boolean zero = json.isAt('0');
        long whole = json.digits();
        if (whole < 0 || (zero && json.position() - digitsFrom > 1)) {
            return false;
        }
        if (!json.skip('.')) {
            if (value != null) {
                value.set(negative ? -whole : whole);
            }
            return true;
        }
        return json.digits() >= 0 && set(value, RawValue.Kind.NUMBER, json.asciiSince(from));
    }

    private static boolean set(@Nullable RawValue value, RawValue.Kind kind, String text) {
        if (value != null) {
            value.set(kind, text);
        }
        return true;
    }
}
