package io.maidian.intake;

import io.maidian.log.JsonWriter;
import org.jspecify.annotations.Nullable;

/** One JSON value of an event as it came. Used again for the next event. For one thread. */
final class RawValue {
    /** Code points of what is shown. */
    private static final int MAX_GOT = 100;

    /** What it is. */
    enum Kind {
        ABSENT,
        NULL,
        BOOLEAN,
        STRING,
        /** A whole number that fits 64 bits. */
        WHOLE,
        /** Any other number. */
        NUMBER,
        EMPTY_ARRAY,
        ARRAY,
        OBJECT
    }

    private Kind kind = Kind.ABSENT;
    private String text = "";
    private long whole;
    private boolean repeated;

    Kind kind() {
        return kind;
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** A string's text, or a number's, or a boolean's. */
    String text() {
        return kind == Kind.WHOLE ? Long.toString(whole) : text;
    }

    long whole() {
        return whole;
    }

    /** Whether its name came more than once in its object. */
    boolean repeated() {
        return repeated;
    }

    /** Absent or null. */
    boolean missing() {
        return kind == Kind.ABSENT || kind == Kind.NULL;
    }

    void clear() {
        kind = Kind.ABSENT;
        repeated = false;
    }

    void set(Kind newKind) {
        set(newKind, "");
    }

    void set(Kind newKind, String newText) {
        repeated = kind != Kind.ABSENT;
        kind = newKind;
        text = newText;
    }

    void set(long number) {
        repeated = kind != Kind.ABSENT;
        kind = Kind.WHOLE;
        whole = number;
    }

    /** What it was, as JSON text of at most 100 characters. */
    String got() {
        return switch (kind) {
            case ABSENT -> "";
            case NULL -> "null";
            case ARRAY, EMPTY_ARRAY -> "array";
            case OBJECT -> "object";
            case WHOLE, NUMBER, BOOLEAN -> shorten(text());
            case STRING -> quote(text);
        };
    }

    /** A string it can be called by, or null. */
    @Nullable String readable(int maxCodePoints) {
        return switch (kind) {
            case STRING -> Texts.cut(Texts.withoutUnpaired(text), maxCodePoints);
            case WHOLE, NUMBER -> Texts.cut(text(), maxCodePoints);
            case ABSENT, NULL, BOOLEAN, EMPTY_ARRAY, ARRAY, OBJECT -> null;
        };
    }

    /** A string as JSON text, shortened. */
    static String quote(String text) {
        JsonWriter json = new JsonWriter(MAX_GOT + 2);
        json.string(Texts.withoutUnpaired(Texts.cut(text, MAX_GOT)));
        return shorten(json.toString());
    }

    private static String shorten(String json) {
        return Texts.longerThan(MAX_GOT, json) ? Texts.cut(json, MAX_GOT - 1) + "…" : json;
    }
}
