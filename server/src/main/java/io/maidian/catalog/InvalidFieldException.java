package io.maidian.catalog;

/**
 * A declared thing has a field that cannot be so. An expected outcome where a person typed it, a
 * bug elsewhere. The message is whole: field, what is expected, what came.
 */
public final class InvalidFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String expected;
    private final String got;

    public InvalidFieldException(String field, String expected, String got) {
        super(field + ": expected " + expected + ", got " + got);
        this.field = field;
        this.expected = expected;
        this.got = got;
    }

    /** The field's name as the API writes it, without what it lies in: {@code timezone}. */
    public String field() {
        return field;
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }

    /** What came, shortened. */
    public String got() {
        return got;
    }
}
